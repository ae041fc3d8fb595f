namespace Aspire.Hosting.ApplicationModel;

/// <summary>The base of every resource.</summary>
/// <param name="name">Letters, digits and hyphens; unique within the application.</param>
public abstract class Resource(string name) : IResource
{
    /// <inheritdoc />
    public virtual string Name { get; } = ModelName.Checked(name);

    /// <inheritdoc />
    public virtual ResourceAnnotationCollection Annotations { get; } = [];

    /// <inheritdoc />
    public override string ToString() => $"{GetType().Name} {Name}";
}
