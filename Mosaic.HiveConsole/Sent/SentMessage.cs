using System.Text.Json;

namespace Mosaic.HiveConsole.Sent;

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

/// <summary>What the caller was answered.</summary>
/// <param name="Status">The HTTP status; 0 when the caller did not wait for it.</param>
/// <param name="Body">The answer's body as far as it is kept.</param>
/// <param name="Elapsed">From the call to its end.</param>
internal sealed record SentAnswer(int Status, byte[] Body, TimeSpan Elapsed)
{
    private const int DeviceFailed = 500;

    /// <summary>
    /// Whether the answer says that the device is in trouble: it did not confirm, or with a status of 500 or above. What was
    /// not sent, because the device is away or the call was wrong, says nothing of it.
    /// </summary>
    internal bool IsDeviceFailure()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("outcome", out var outcome) && outcome.ValueKind == JsonValueKind.String
                && outcome.GetString() switch
                {
                    "unconfirmed" => true,
                    "confirmed" => root.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number
                        && status.TryGetInt32(out var number) && number >= DeviceFailed,
                    _ => false,
                };
        }
        catch (JsonException)
        {
            // Longer than what is kept, or no JSON: nothing is known against the device.
            return false;
        }
    }
}
