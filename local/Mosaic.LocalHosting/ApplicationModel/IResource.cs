namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the distributed application.</summary>
public interface IResource
{
    /// <summary>The name, unique within the application.</summary>
    public string Name { get; }

    /// <summary>What was said about the resource.</summary>
    public ResourceAnnotationCollection Annotations { get; }
}
