using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An address a resource listens on.</summary>
public sealed class EndpointAnnotation(
    ProtocolType protocol,
    string? uriScheme = null,
    string? transport = null,
    string? name = null,
    int? port = null,
    int? targetPort = null,
    bool? isExternal = null,
    bool isProxied = true) : IResourceAnnotation
{
    private string? _transport = transport;
    private readonly TaskCompletionSource<AllocatedEndpoint> _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Unique within the resource; the scheme by default.</summary>
    public string Name { get; set; } = name ?? uriScheme ?? protocol.ToString().ToLowerInvariant();

    /// <summary>TCP or UDP.</summary>
    public ProtocolType Protocol { get; set; } = protocol;

    /// <summary>The port others connect to; null for any.</summary>
    public int? Port { get; set; } = port;

    /// <summary>The port the program listens on; null for the same as others connect to.</summary>
    public int? TargetPort { get; set; } = targetPort;

    /// <summary>As in <c>http</c>.</summary>
    public string UriScheme { get; set; } = uriScheme ?? protocol.ToString().ToLowerInvariant();

    /// <summary>As in <c>http</c>, <c>http2</c> or <c>tcp</c>.</summary>
    public string Transport
    {
        get => _transport ?? (UriScheme is "http" or "https" ? "http" : Protocol.ToString().ToLowerInvariant());
        set => _transport = value;
    }

    /// <summary>Meant for users outside the application.</summary>
    public bool IsExternal { get; set; } = isExternal ?? false;

    /// <summary>False: the program listens on the very port others connect to.</summary>
    public bool IsProxied { get; set; } = isProxied;

    /// <summary>The host name.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>The address of this run; null before there is one.</summary>
    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => _allocated.Task.IsCompletedSuccessfully ? _allocated.Task.Result : null;
        set => _allocated.TrySetResult(value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>The port of each replica's own process, by index; filled with the allocation.</summary>
    internal IReadOnlyList<int> ReplicaPorts { get; set; } = [];

    internal Task<AllocatedEndpoint> WhenAllocatedAsync(CancellationToken cancellationToken) => _allocated.Task.WaitAsync(cancellationToken);
}
