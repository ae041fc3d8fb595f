namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource is no part of what is deployed.</summary>
internal sealed record ExcludedFromManifestAnnotation : IResourceAnnotation;
