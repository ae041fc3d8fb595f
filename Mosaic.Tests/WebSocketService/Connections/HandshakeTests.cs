using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.WebSocketService.Connections;

/// <summary>The handshake: subprotocols, origins, and every spelling of the path.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class HandshakeTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Theory]
    [InlineData("mosaic.v1")]
    [InlineData("cloudevents.json")]
    [InlineData(null)]
    public async Task Subprotocol_KnownOrNone_IsTaken(string? name)
    {
        var id = Guid.NewGuid();
        await using var device = await TestDevice.ConnectAsync(service.Host, id, service.Issuer.Token(id), options =>
        {
            if (name is null)
            {
                return;
            }

            options.AddSubProtocol("unknown");
            options.AddSubProtocol(name);
        });

        Assert.Equal(name, device.Socket.SubProtocol);
        await device.ReceiveAsync("welcome");
    }

    [Fact]
    public async Task Subprotocol_Unknown_IsRefusedWith400() =>
        Assert.Equal(HttpStatusCode.BadRequest, await RefusedAsync(options => options.AddSubProtocol("mqtt")));

    [Fact]
    public async Task Origin_NotAllowed_IsRefusedWith403() =>
        Assert.Equal(HttpStatusCode.Forbidden, await RefusedAsync(options => options.SetRequestHeader("Origin", "https://example.org")));

    [Fact]
    public async Task Origin_Allowed_IsTaken()
    {
        await using var host = await service.StartAnotherAsync("--Connections:AllowedOrigins:0=https://example.org");
        var id = Guid.NewGuid();
        await using var device = await TestDevice.ConnectAsync(host, id, service.Issuer.Token(id), options => options.SetRequestHeader("Origin", "https://example.org"));

        await device.ReceiveAsync("welcome");
    }

    [Theory]
    [InlineData("http://{0}", null)]
    [InlineData("HTTP://{0}", null)]
    [InlineData("https://mosaic.example", "mosaic.example")]
    [InlineData("https://mosaic.example", "mosaic.example:443")]
    [InlineData("http://mosaic.example:8080", "mosaic.example:8080")]
    [InlineData("http://[::1]:8080", "[::1]:8080")]
    public async Task Origin_ThatIsTheServicesOwnAddress_IsTaken(string origin, string? host)
    {
        var id = Guid.NewGuid();
        await using var device = await TestDevice.ConnectAsync(service.Host, id, service.Issuer.Token(id), options =>
        {
            options.SetRequestHeader("Origin", string.Format(CultureInfo.InvariantCulture, origin, service.Host.Http.Authority));
            if (host is not null)
            {
                options.SetRequestHeader("Host", host);
            }
        });

        await device.ReceiveAsync("welcome");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("https://{0}.evil.example")]
    [InlineData("ftp://{0}")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("nonsense")]
    public async Task Origin_ThatOnlyLooksLikeIt_IsRefusedWith403(string origin) => Assert.Equal(HttpStatusCode.Forbidden, await RefusedAsync(
        options => options.SetRequestHeader("Origin", string.Format(CultureInfo.InvariantCulture, origin, service.Host.Http.Authority))));

    [Theory]
    [InlineData("GET", "/ws", null)]
    [InlineData("GET", "/WS/", null)]
    [InlineData("GET", "/ws", "8")]
    public async Task Request_ThatIsNoWebSocketOfVersion13_Gets426WithTheVersion(string method, string path, string? version)
    {
        var answer = await AskAsync(method, path, version);

        Assert.StartsWith("HTTP/1.1 426", answer, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Version: 13\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Upgrade: websocket\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Connection: Upgrade", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/ws/", 101)]
    [InlineData("/WS", 101)]
    [InlineData("/Ws/", 101)]
    [InlineData("/%77s", 101)]
    [InlineData("/./ws", 101)]
    [InlineData("/x/../ws", 101)]
    [InlineData("/ws?", 101)]
    [InlineData("/ws?x=%zz", 101)]
    [InlineData("//ws", 404)]
    [InlineData("///ws", 404)]
    [InlineData("/ws//", 404)]
    [InlineData("/ws/%2e%2e", 404)]
    [InlineData("/%2e%2e/ws", 101)]
    [InlineData("/../ws", 101)]
    [InlineData("/ws/%2e%2e/ws", 101)]
    [InlineData("/..", 404)]
    [InlineData("/ws%00", 400)]
    [InlineData("/%00ws", 400)]
    [InlineData("/ws%20", 404)]
    [InlineData("/ws%0d%0a", 404)]
    [InlineData("/%ff%fe", 404)]
    [InlineData("/ws%5c", 404)]
    [InlineData("/\\ws", 404)]
    [InlineData("/ws#x", 404)]
    [InlineData("http://{0}/ws", 101)]
    [InlineData("http://{0}/%57%53/", 101)]
    [InlineData("http://{0}", 404)]
    [InlineData("*", 405)]
    [InlineData("ws", 405)]
    [InlineData("/ws%2F", 404)]
    [InlineData("/ws;x", 404)]
    [InlineData("/ws/x", 404)]
    [InlineData("/w", 404)]
    [InlineData("/", 404)]
    [InlineData("/HEALTH/", 200)]
    public async Task Handshake_AtAnySpellingOfThePath_WorksOrIsNotFound(string path, int status)
    {
        var target = path.Replace("{0}", service.Host.Http.Authority, StringComparison.Ordinal);

        Assert.StartsWith($"HTTP/1.1 {status}", await AskAsync("GET", target, "13"), StringComparison.Ordinal);
    }

    /// <summary>The head of what the service answers to a handshake.</summary>
    private async Task<string> AskAsync(string method, string path, string? version)
    {
        using var raw = await RawDevice.OpenAsync(service.Host);
        var upgrade = version is null ? "" : $"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: {version}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        return await raw.AskAsync(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: {service.Host.Http.Authority}\r\n{upgrade}\r\n"));
    }

    private async Task<HttpStatusCode> RefusedAsync(Action<ClientWebSocketOptions> configure)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        configure(socket.Options);
        using var patience = new CancellationTokenSource(ServiceHost.Patience);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(service.Host.Address, patience.Token));
        return socket.HttpStatusCode;
    }
}
