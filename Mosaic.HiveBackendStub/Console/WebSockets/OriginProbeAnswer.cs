namespace Mosaic.HiveBackendStub.Console.WebSockets;

/// <summary>How the WebSocket Service answers a page of this console.</summary>
/// <param name="Origin">The page's origin, as it would have to be allowed.</param>
/// <param name="Endpoint">The WebSocket's address; null when none is configured.</param>
/// <param name="Status">The HTTP status of the handshake; null when there was no answer.</param>
/// <param name="Result"><c>open</c>, <c>origin-refused</c>, <c>refused</c>, <c>unreachable</c> or <c>not-configured</c>.</param>
internal sealed record OriginProbeAnswer(string Origin, Uri? Endpoint, int? Status, string Result);
