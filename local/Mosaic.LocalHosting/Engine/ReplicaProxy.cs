using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mosaic.LocalHosting.Output;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;

namespace Mosaic.LocalHosting.Engine;

/// <summary>The stable address of an endpoint whose resource has several replicas.</summary>
internal sealed class ReplicaProxy : IAsyncDisposable
{
    // YARP wants a limit; a WebSocket may well be silent for longer than its default of 100 s.
    private static readonly TimeSpan NoTimeout = TimeSpan.FromMilliseconds(int.MaxValue - 1);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    private readonly WebApplication _server;
    private readonly EndpointAnnotation _endpoint;

    private ReplicaProxy(WebApplication server, EndpointAnnotation endpoint)
    {
        _server = server;
        _endpoint = endpoint;
    }

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ReplicaProxy> StartAsync(EndpointAnnotation endpoint, ResourceLoggerService logs, string resourceName, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(new ResourceLogProvider(logs, resourceName)).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            RemoveLimits(k.Limits);
            k.ListenLocalhost(endpoint.AllocatedEndpoint!.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddReverseProxy().LoadFromMemory([], []);
        var server = builder.Build();
        server.MapReverseProxy();
        await server.StartAsync(cancellationToken);
        return new ReplicaProxy(server, endpoint);
    }

    /// <summary>
    /// Sends new requests to the replicas that are healthy or, where none is, to those that at least run.
    /// What is open already stays where it is.
    /// </summary>
    public void Update(IReadOnlyList<ReplicaRunner> replicas)
    {
        var running = replicas.Where(r => r.IsRunning).ToList();
        var healthy = running.Where(r => r.IsHealthy).ToList();
        var route = new RouteConfig
        {
            RouteId = "all",
            ClusterId = "replicas",
            Match = new RouteMatch { Path = "{**any}" },
            Transforms = [new Dictionary<string, string> { ["RequestHeaderOriginalHost"] = "true" }],
        };
        var cluster = new ClusterConfig
        {
            ClusterId = "replicas",
            // The one of two with fewer open requests, WebSockets among them; unlike LeastRequests it does not favour the
            // first while all are idle.
            LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
            HttpRequest = new ForwarderRequestConfig { ActivityTimeout = NoTimeout },
            Destinations = (healthy.Count > 0 ? healthy : running).ToDictionary(
                r => r.Id,
                r => new DestinationConfig { Address = $"{_endpoint.UriScheme}://{_endpoint.TargetHost}:{_endpoint.ReplicaPorts[r.Index]}" }),
        };
        _server.Services.GetRequiredService<InMemoryConfigProvider>().Update([route], [cluster]);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    // The proxy stands for the network; what a client may do is for the services to say.
    private static void RemoveLimits(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxConcurrentConnections = null;
        limits.MaxConcurrentUpgradedConnections = null;
    }
}
