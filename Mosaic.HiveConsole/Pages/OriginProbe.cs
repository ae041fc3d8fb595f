using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;

namespace Mosaic.HiveConsole.Pages;

/// <summary>
/// Opens a WebSocket as this console's pages would: a browser does not tell its page why a handshake failed, so the
/// page asks here.
/// </summary>
internal sealed class OriginProbe(IOptions<ConsoleOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="origin">The page's origin.</param>
    /// <param name="aborted">Ends the try.</param>
    internal async Task<OriginProbeAnswer> TryAsync(string origin, CancellationToken aborted)
    {
        if (options.Value.DeviceEndpoint() is not { } endpoint)
        {
            return new OriginProbeAnswer(origin, null, null, "not-configured");
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, patience.Token);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin);
        socket.Options.AddSubProtocol("mosaic.v1");
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(endpoint, ended.Token);
            return new OriginProbeAnswer(origin, endpoint, 101, "open");
        }
        catch (Exception error) when (error is WebSocketException || (error is OperationCanceledException && !aborted.IsCancellationRequested))
        {
            return socket.HttpStatusCode switch
            {
                0 => new OriginProbeAnswer(origin, endpoint, null, "unreachable"),
                HttpStatusCode.Forbidden => new OriginProbeAnswer(origin, endpoint, 403, "origin-refused"),
                var status => new OriginProbeAnswer(origin, endpoint, (int)status, "refused"),
            };
        }
    }
}

/// <summary>How the WebSocket Service answers a page of this console.</summary>
/// <param name="Origin">The page's origin, as it would have to be allowed.</param>
/// <param name="Endpoint">The WebSocket's address; null when none is configured.</param>
/// <param name="Status">The HTTP status of the handshake; null when there was no answer.</param>
/// <param name="Result"><c>open</c>, <c>origin-refused</c>, <c>refused</c>, <c>unreachable</c> or <c>not-configured</c>.</param>
internal sealed record OriginProbeAnswer(string Origin, Uri? Endpoint, int? Status, string Result);
