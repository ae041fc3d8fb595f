using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mosaic.LocalHosting.Engine;
using Mosaic.LocalHosting.Output;

namespace Mosaic.LocalHosting.Dashboard;

/// <summary>
/// The engine's end of its conversation with the dashboard: gRPC on a free port of this machine only. It listens when the
/// dashboard is first started, so that it keeps no resource waiting.
/// </summary>
internal sealed class ResourceServiceHost(IServiceProvider engine) : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private WebApplication? _server;

    /// <summary>Listens, unless it does already.</summary>
    /// <returns>Where.</returns>
    public async Task<Uri> StartAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_server is null)
            {
                var server = Build();
                await server.StartAsync(cancellationToken);
                _server = server;
            }
            return new Uri(_server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.StopAsync();
            await _server.DisposeAsync();
        }
        _gate.Dispose();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(new ResourceLogProvider(engine.GetRequiredService<ResourceLoggerService>(), "aspire-dashboard")).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(o => o.Interceptors.Add<ApiKeyInterceptor>());
        builder.Services.AddSingleton(engine.GetRequiredService<DashboardSettings>());
        builder.Services.AddSingleton(engine.GetRequiredService<ResourceMessages>());
        builder.Services.AddSingleton(engine.GetRequiredService<DistributedApplicationModel>());
        builder.Services.AddSingleton(engine.GetRequiredService<IDistributedApplicationBuilder>());
        builder.Services.AddSingleton(engine.GetRequiredService<ResourceNotificationService>());
        builder.Services.AddSingleton(engine.GetRequiredService<ResourceLoggerService>());
        builder.Services.AddSingleton(engine.GetRequiredService<ResourceCommandService>());
        var server = builder.Build();
        server.UseRouting();
        server.MapGrpcService<ResourceServiceEndpoint>();
        return server;
    }
}
