using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Publishing;

/// <summary>The ports of endpoints where an application is deployed; there they are chosen by other rules than on this machine.</summary>
internal sealed class ManifestPorts
{
    private const int FirstFree = 8000;

    private readonly HashSet<int> _used = [];

    /// <summary>An endpoint, what the program listens on, and what others connect to where that is not the same.</summary>
    public sealed record Binding(EndpointAnnotation Endpoint, int? TargetPort, int? Port);

    public IEnumerable<Binding> Of(IResource resource)
    {
        var schemes = new HashSet<string>();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            yield return Of(resource, endpoint, isFirstOfItsScheme: schemes.Add(endpoint.UriScheme));
    }

    private Binding Of(IResource resource, EndpointAnnotation endpoint, bool isFirstOfItsScheme)
    {
        var isHttp = endpoint.UriScheme is "http" or "https";
        var outside = endpoint.Port ?? (endpoint.IsProxied ? null : endpoint.TargetPort);
        var target = endpoint.TargetPort ?? (endpoint.IsProxied ? null : endpoint.Port);
        if (target is null && resource is ContainerResource)
            target = outside;
        // A project listens where the deployment tells it to; only what it cannot tell apart is numbered here.
        if (target is null && !(resource is ProjectResource && isHttp && isFirstOfItsScheme))
            target = Next();
        if (outside is null && target is null && !isHttp)
            outside = Next();
        foreach (var port in new[] { outside, target }.OfType<int>())
            _used.Add(port);
        return new Binding(endpoint, target, outside == target ? null : outside);
    }

    private int Next() => Enumerable.Range(FirstFree, ushort.MaxValue - FirstFree).First(port => !_used.Contains(port));
}
