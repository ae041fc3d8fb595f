using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Mosaic.Tests.Broker;
using Mosaic.WebSocketService;
using Mosaic.WebSocketService.Connections;
using Mosaic.WebSocketService.Sessions;

namespace Mosaic.Tests.WebSocketService;

/// <summary>One instance of the real service in this process, on a free port, with one partition.</summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    // Long enough for the slowest machine; only a failing test waits for it.
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;

    private ServiceHost(WebApplication app, TestIssuer issuer)
    {
        _app = app;
        Issuer = issuer;
    }

    public TestIssuer Issuer { get; }

    public Uri Http => new(_app.Urls.Single());

    public Uri Address => new UriBuilder(Http) { Scheme = "ws", Path = "/ws" }.Uri;

    public ConnectionRegistry Connections => _app.Services.GetRequiredService<ConnectionRegistry>();

    public SessionRegistry Sessions => _app.Services.GetRequiredService<SessionRegistry>();

    public static async Task<ServiceHost> StartAsync(VirtualHost broker, TestIssuer issuer, params string[] settings)
    {
        var app = WebSocketServiceHost.Build(
        [
            "--urls=http://127.0.0.1:0", $"--ConnectionStrings:messaging={broker.ConnectionString}", $"--Authentication:Jwks={issuer.Jwks}",
            "--Messaging:Partitions=1", $"--Messaging:Instance=test-{Guid.NewGuid():N}", "--Connections:DrainTimeout=00:00:00",
            "--Connections:CloseTimeout=00:00:02", "--Logging:LogLevel:Default=None", .. settings,
        ]);
        await app.StartAsync();
        var host = new ServiceHost(app, issuer);
        await Eventually.True(host.TakesDevicesAsync, Patience);
        await Eventually.True(() => host.Connections.Count == 0, Patience);
        return host;
    }

    public Task<TestDevice> ConnectAsync(Guid? device = null)
    {
        var id = device ?? Guid.NewGuid();
        return TestDevice.ConnectAsync(this, id, Issuer.Token(id));
    }

    /// <summary>A device that has its welcome.</summary>
    public async Task<TestDevice> WelcomedAsync(Guid? device = null)
    {
        var connected = await ConnectAsync(device);
        await connected.ReceiveAsync("welcome");
        return connected;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task<bool> TakesDevicesAsync()
    {
        await using var device = await ConnectAsync();
        return (await device.ReadAsync())?.Contains("\"welcome\"", StringComparison.Ordinal) == true;
    }
}
