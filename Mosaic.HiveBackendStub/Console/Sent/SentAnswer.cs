namespace Mosaic.HiveBackendStub.Console.Sent;

/// <summary>What the caller was answered.</summary>
/// <param name="Status">The HTTP status; 0 when the caller did not wait for it.</param>
/// <param name="Body">The answer's body as far as it is kept.</param>
/// <param name="Elapsed">From the call to its end.</param>
internal sealed record SentAnswer(int Status, byte[] Body, TimeSpan Elapsed);
