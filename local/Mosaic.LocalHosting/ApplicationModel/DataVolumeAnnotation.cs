namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource's data outlives a run.</summary>
/// <param name="Name">The volume; null for one named after the AppHost and the resource.</param>
internal sealed record DataVolumeAnnotation(string? Name) : IResourceAnnotation;
