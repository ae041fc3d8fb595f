namespace Aspire.Hosting.ApplicationModel;

/// <summary>The image of a container.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    private string? _tag;
    private string? _digest;

    /// <summary>As in <c>docker.io</c>; null for the container runtime's own.</summary>
    public string? Registry { get; set; }

    /// <summary>As in <c>library/rabbitmq</c>.</summary>
    public required string Image { get; set; }

    /// <summary>As in <c>4.2</c>; takes the place of <see cref="SHA256"/>.</summary>
    public string? Tag
    {
        get => _tag;
        set => (_tag, _digest) = (value, null);
    }

    /// <summary>The image's digest in hexadecimal; takes the place of <see cref="Tag"/>.</summary>
    public string? SHA256
    {
        get => _digest;
        set => (_tag, _digest) = (null, value);
    }

    internal string Reference =>
        $"{(string.IsNullOrEmpty(Registry) ? "" : $"{Registry}/")}{Image}"
        + (string.IsNullOrEmpty(SHA256) ? string.IsNullOrEmpty(Tag) ? "" : $":{Tag}" : $"@sha256:{SHA256}");
}
