using System.Diagnostics;
using System.Net;
using Mosaic.Benchmarks.Load;
using Mosaic.Benchmarks.Peers;
using Mosaic.Benchmarks.Results;

namespace Mosaic.Benchmarks.Measures;

/// <summary>What P4 is compared with: events to devices through Pushpin's publish endpoint, a channel for each device.</summary>
internal sealed class PeerPublish : IMeasure
{
    public string Id => "pushpin-publish";

    public string? Missing => Pushpin.Missing;

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        var (peer, webSocket, publish) = await Pushpin.StartAsync(context.Backend.Address, cancellationToken);
        await using var running = peer;
        var (devices, clients, events) = (new List<LeanWebSocket>(), new List<LeanHttpClient>(), 0L);
        try
        {
            for (var i = 0; i < RoundTrips.Callers; i++)
            {
                var device = await LeanWebSocket.ConnectAsync(new Uri($"{webSocket}?{CountingBackend.ChannelParameter}={i}"), null, 8192, cancellationToken);
                devices.Add(device);
                _ = device.ReceiveAsync(_ => Interlocked.Increment(ref events), cancellationToken);
                clients.Add(await LeanHttpClient.ConnectAsync(publish, "", Body(i), cancellationToken));
            }

            async Task<bool> CallAsync(int caller) => await clients[caller].PostAsync(cancellationToken) == (int)HttpStatusCode.OK;
            var warmUp = await RoundTrips.RepeatAsync(RoundTrips.Callers, context.Options.WarmUp, CallAsync, null, cancellationToken);
            var run = await RoundTrips.RepeatAsync(RoundTrips.Callers, context.Options.Duration, CallAsync, null, cancellationToken);
            var (sent, since) = (warmUp.Succeeded + run.Succeeded, Stopwatch.GetTimestamp());
            while (Interlocked.Read(ref events) < sent && Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(10))
            {
                await Task.Delay(20, cancellationToken);
            }

            return [new Figure(Id, "Pushpin: publish endpoint to WebSockets, 64 callers", run.Succeeded / run.Seconds, "events/s", sent, Interlocked.Read(ref events))];
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
            devices.ForEach(device => device.Dispose());
        }
    }

    private static string Body(int channel)
    {
        var content = Stamp.Data().Replace("\"", "\\\"", StringComparison.Ordinal);
        return $$$$"""{"items":[{"channel":"{{{{channel}}}}","formats":{"ws-message":{"content":"{{{{content}}}}"}}}]}""";
    }
}
