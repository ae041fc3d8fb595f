namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a resource has to do with another.</summary>
/// <param name="ResourceName">The other.</param>
/// <param name="Type">As in <c>Reference</c>.</param>
public sealed record RelationshipSnapshot(string ResourceName, string Type);
