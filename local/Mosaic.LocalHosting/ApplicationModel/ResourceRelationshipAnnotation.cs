namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource has to do with another; shown, and of no effect.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>As in <c>Reference</c>.</summary>
    public string Type { get; } = type;
}
