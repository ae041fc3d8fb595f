namespace Aspire.Hosting.ApplicationModel;

/// <summary>A volume or a folder inside a container.</summary>
public sealed class ContainerMountAnnotation : IResourceAnnotation
{
    /// <summary>A mount.</summary>
    /// <param name="source">The volume's name, null for a nameless one; of a folder, its absolute path.</param>
    /// <param name="target">The path inside.</param>
    /// <param name="type">Volume or folder.</param>
    /// <param name="isReadOnly">Nothing is written to it.</param>
    /// <exception cref="ArgumentException">A folder without an absolute path, or a nameless volume that nothing can be written to.</exception>
    public ContainerMountAnnotation(string? source, string target, ContainerMountType type, bool isReadOnly)
    {
        if (type == ContainerMountType.BindMount && !Path.IsPathRooted(source))
            throw new ArgumentException("A folder that is mounted is named by its absolute path.", nameof(source));
        if (type == ContainerMountType.Volume && string.IsNullOrEmpty(source) && isReadOnly)
            throw new ArgumentException("A nameless volume that is only read is of no use.", nameof(isReadOnly));
        Source = source;
        Target = target;
        Type = type;
        IsReadOnly = isReadOnly;
    }

    /// <summary>The volume's name, null for a nameless one; of a folder, its absolute path.</summary>
    public string? Source { get; }

    /// <summary>The path inside.</summary>
    public string Target { get; }

    /// <summary>Volume or folder.</summary>
    public ContainerMountType Type { get; }

    /// <summary>Nothing is written to it.</summary>
    public bool IsReadOnly { get; }
}
