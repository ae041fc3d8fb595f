using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mosaic.Benchmarks.Load;

/// <summary>A Hive Backend that reads each body, counts what is in it, and answers 204.</summary>
internal sealed class CountingBackend : IAsyncDisposable
{
    /// <summary>Of a peer's WebSocket address: the channel whose messages the device gets.</summary>
    public const string ChannelParameter = "channel";

    private const string PushpinEvents = "application/websocket-events";

    private readonly WebApplication _server;
    private Arrivals _arrivals = new(0);

    private CountingBackend(WebApplication server) => _server = server;

    public Uri Address { get; private set; } = null!;

    /// <summary>Where arrivals are counted.</summary>
    public Arrivals Arrivals
    {
        get => Volatile.Read(ref _arrivals);
        set => Volatile.Write(ref _arrivals, value);
    }

    public static async Task<CountingBackend> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        var backend = new CountingBackend(builder.Build());
        backend._server.Run(backend.TakeAsync);
        await backend._server.StartAsync(cancellationToken);
        backend.Address = new Uri(backend._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        var result = await reader.ReadAsync();
        while (!result.IsCompleted)
        {
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await reader.ReadAsync();
        }

        Count(result.Buffer);
        var isOpening = result.Buffer.FirstSpan.StartsWith("OPEN\r\n"u8);
        reader.AdvanceTo(result.Buffer.End);
        if (context.Request.ContentType == PushpinEvents)
        {
            await AnswerPushpinAsync(context, isOpening);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    // https://pushpin.org/docs/protocols/websocket-over-http/
    private static async ValueTask AnswerPushpinAsync(HttpContext context, bool isOpening)
    {
        var subscription = context.Request.Query[ChannelParameter] is [{ } channel] ? $"c:{{\"type\":\"subscribe\",\"channel\":\"{channel}\"}}" : null;
        if (subscription is not null)
        {
            context.Response.Headers.SecWebSocketExtensions = "grip";
        }

        var answer = (isOpening, subscription) switch
        {
            (false, _) => "",
            (true, null) => "OPEN\r\n",
            _ => $"OPEN\r\nTEXT {subscription.Length:x}\r\n{subscription}\r\n",
        };
        context.Response.ContentType = PushpinEvents;
        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
    }

    private void Count(in ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment)
        {
            Arrivals.Scan(body.FirstSpan);
            return;
        }

        var copy = ArrayPool<byte>.Shared.Rent((int)body.Length);
        body.CopyTo(copy);
        Arrivals.Scan(copy.AsSpan(0, (int)body.Length));
        ArrayPool<byte>.Shared.Return(copy);
    }
}
