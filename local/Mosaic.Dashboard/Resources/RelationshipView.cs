namespace Mosaic.Dashboard.Resources;

/// <summary>What a resource has to do with another.</summary>
/// <param name="ResourceName">The other's display name.</param>
/// <param name="Type"><c>Reference</c> or <c>WaitFor</c>.</param>
public sealed record RelationshipView(string ResourceName, string Type);
