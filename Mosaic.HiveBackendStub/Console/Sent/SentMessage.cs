namespace Mosaic.HiveBackendStub.Console.Sent;

/// <summary>An event or a request that was sent to a device through the stub, and how it ended.</summary>
/// <param name="sequence">Counts what was sent, from 1.</param>
/// <param name="device">To whom.</param>
/// <param name="isRequest">Whether the device has to answer.</param>
/// <param name="at">When the call came in.</param>
/// <param name="traceId">The call's trace, 32 hexadecimal digits.</param>
internal sealed class SentMessage(long sequence, Guid device, bool isRequest, DateTimeOffset at, string? traceId)
{
    private byte[]? _body;
    private SentAnswer? _answer;

    internal long Sequence => sequence;

    internal Guid Device => device;

    internal bool IsRequest => isRequest;

    internal DateTimeOffset At => at;

    internal string? TraceId => traceId;

    /// <summary>The call's body as far as it is kept; null while it still comes in.</summary>
    internal byte[]? Body
    {
        get => Volatile.Read(ref _body);
        set => Volatile.Write(ref _body, value);
    }

    /// <summary>How it ended; null while it waits.</summary>
    internal SentAnswer? Answer
    {
        get => Volatile.Read(ref _answer);
        set => Volatile.Write(ref _answer, value);
    }
}
