namespace Mosaic.HiveConsole.Hosting;

/// <summary>What the console shows of the Hive Backend that serves it. The backend implements it and registers it as a singleton.</summary>
public interface IHiveBackend
{
    /// <summary>What was delivered since the start.</summary>
    HiveTotals Totals { get; }

    /// <summary>Reads a device's UUID as the rest of the backend's API does.</summary>
    bool TryReadDevice(string? text, out Guid device);

    /// <summary>When the device's latest token expires; null when the device is not registered.</summary>
    DateTimeOffset? TokenExpires(Guid device);

    /// <summary>The message of a sequence; null when it is not kept any more.</summary>
    ReceivedMessage? Find(long sequence);

    /// <summary>Up to <paramref name="limit"/> of a device's newest kept messages, newest first.</summary>
    IEnumerable<ReceivedMessage> Newest(Guid device, int limit);

    /// <summary>Asks the Device Service, with the API key.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached, or did not answer with 2xx.</exception>
    /// <exception cref="OperationCanceledException">So it is, or a connection took too long.</exception>
    /// <exception cref="System.Text.Json.JsonException">The answer is not what was asked for.</exception>
    Task<T> GetAsync<T>(string path, CancellationToken ended);
}

/// <summary>Counts of the deliveries, since the start.</summary>
/// <param name="Received">Events accepted, repeats included.</param>
/// <param name="Duplicates">Of them, those that were there before.</param>
/// <param name="BadSignatures">Deliveries refused because nobody with the secret had signed them.</param>
/// <param name="Invalid">Deliveries refused because they were no events.</param>
/// <param name="FailedByFault">Deliveries that a fault kept out.</param>
/// <param name="Faulty">Whether a fault plan holds now.</param>
public readonly record struct HiveTotals(
    long Received, long Duplicates, long BadSignatures, long Invalid, long FailedByFault, bool Faulty);

/// <summary>An event that a device sent, as it was first delivered.</summary>
/// <param name="Sequence">Counts the events that were new, from 1.</param>
/// <param name="At">When it was delivered first.</param>
/// <param name="Deliveries">How often it was delivered so far.</param>
/// <param name="TraceParent">The delivery's <c>traceparent</c> header.</param>
/// <param name="Type">The event's <c>type</c>.</param>
/// <param name="Json">The event, byte for byte as delivered.</param>
public sealed record ReceivedMessage(
    long Sequence, DateTimeOffset At, int Deliveries, string? TraceParent, string Type, ReadOnlyMemory<byte> Json);
