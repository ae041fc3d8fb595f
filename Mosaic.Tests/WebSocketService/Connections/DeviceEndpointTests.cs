using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Mosaic.WebSocketService.Connections;

namespace Mosaic.Tests.WebSocketService.Connections;

public sealed class DeviceEndpointTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connection_ThatFailsInWhateverWay_GivesItsPlaceBack(bool accepted)
    {
        // A service with nothing behind its endpoint: every step that needs more fails.
        var options = Options.Create(new ConnectionOptions { MaxConnections = 1 });
        var registry = new ConnectionRegistry(options);
        var endpoint = new DeviceEndpoint(null!, null!, registry, options, TimeProvider.System, NullLogger<DeviceConnection>.Instance);
        for (var time = 0; time < 3; time++)
        {
            var socket = accepted ? new FakeSocket { SendFailure = new FormatException("Not one of those that are expected.") } : null;
            await Assert.ThrowsAnyAsync<Exception>(() => endpoint.ConnectAsync(Request(socket)).WaitAsync(ServiceHost.Patience));

            Assert.Equal(0, registry.Count);
            Assert.Empty(registry.Connections);
        }
    }

    private static DefaultHttpContext Request(FakeSocket? socket)
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpWebSocketFeature>(new Upgrade(socket));
        http.Features.Set(new Liveness(TimeProvider.System, null, default));
        return http;
    }

    /// <summary>A WebSocket request; null for one whose upgrade fails.</summary>
    private sealed class Upgrade(FakeSocket? socket) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => Task.FromResult<WebSocket>(socket ?? throw new IOException("It has gone."));
    }
}
