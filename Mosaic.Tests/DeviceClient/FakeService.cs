using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mosaic.Tests.Devices;

/// <summary>
/// Speaks the service's side of the device protocol as a script: each connection is handed to the test, which says every frame
/// itself.
/// </summary>
internal sealed class FakeService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<FakeConnection> _accepted = Channel.CreateUnbounded<FakeConnection>();
    private readonly ConcurrentQueue<Func<HttpContext, bool>> _refusals = new();
    private readonly CancellationTokenSource _ending = new();

    private FakeService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        _app.Map("/ws", AcceptAsync);
    }

    public Uri Endpoint => new(_app.Urls.First().Replace("http://", "ws://") + "/ws");

    public int Handshakes { get; private set; }

    public static async Task<FakeService> StartAsync()
    {
        var service = new FakeService();
        await service._app.StartAsync();
        return service;
    }

    /// <summary>Answers one handshake, the next that is not taken by an earlier refusal, with a status.</summary>
    public void RefuseNext(int status, string? retryAfter = null) => _refusals.Enqueue(context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return true;
    });

    public async Task<FakeConnection> AcceptAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _accepted.Reader.ReadAsync(limit.Token);
    }

    public async Task<FakeConnection> WelcomeAsync(int window = 64, int maxMessageBytes = 262144, DateTimeOffset? expires = null)
    {
        var connection = await AcceptAsync();
        await connection.SendWelcomeAsync(window, maxMessageBytes, expires);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _app.DisposeAsync();
        _ending.Dispose();
    }

    private async Task AcceptAsync(HttpContext context)
    {
        Handshakes++;
        if (_refusals.TryDequeue(out var refuse) && refuse(context))
        {
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync("mosaic.v1");
        var connection = new FakeConnection(socket, context.Request.Headers.Authorization.ToString());
        await _accepted.Writer.WriteAsync(connection);
        await connection.Ended.WaitAsync(_ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        socket.Abort();
    }
}
