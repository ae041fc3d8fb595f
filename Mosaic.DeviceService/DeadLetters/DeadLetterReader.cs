using System.Buffers;
using System.Collections;
using System.Text.Json;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Reads dead letters: those of this service, and those that RabbitMQ made itself.</summary>
internal static class DeadLetterReader
{
    // RabbitMQ's own record of a dead-lettering: a table for each queue, the newest first.
    private const string Deaths = "x-death";
    private const string DeathTime = "time";

    private const long MaxUnixTime = 253_402_300_799; // The end of the year 9999.

    /// <summary>What the API calls it: the event's id, or its own.</summary>
    internal static string? IdOf(DeadLetter letter) =>
        letter.Properties.Headers.Text(Fields.Id) is { Length: > 0 } id ? id : letter.Properties.Headers.Text(DeadLetterHeaders.Id);

    /// <summary>Reads it for the API.</summary>
    internal static DeadLetterView Read(DeadLetter letter)
    {
        var headers = letter.Properties.Headers;
        return new DeadLetterView(
            IdOf(letter),
            headers.Text(Fields.Device),
            headers.Text(DeadLetterHeaders.Reason) ?? DeadLetterReasons.DeliveryLimit,
            headers.Int64(DeadLetterHeaders.Status) is >= 0 and <= 999 and var status ? (int)status : null,
            headers.Text(DeadLetterHeaders.Detail),
            headers.Text(DeadLetterHeaders.At) ?? DeathOf(headers),
            headers.Int64(DeadLetterHeaders.Attempts),
            Event(letter));
    }

    private static string? DeathOf(IDictionary<string, object?>? headers) =>
        headers?.TryGetValue(Deaths, out var deaths) == true
        && deaths is IList { Count: > 0 } list
        && list[0] is IDictionary<string, object?> newest
        && newest.TryGetValue(DeathTime, out var time)
        && time is AmqpTimestamp { UnixTime: >= 0 and <= MaxUnixTime } at
            ? Rfc3339.Format(DateTimeOffset.FromUnixTimeSeconds(at.UnixTime))
            : null;

    private static JsonElement? Event(DeadLetter letter)
    {
        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer, AmqpJson.WriterOptions))
                MessageWriter.Write(writer, letter.Properties, letter.Body.Span);
            return JsonSerializer.Deserialize<JsonElement>(buffer.WrittenSpan);
        }
        catch (Exception e) when (e is JsonException or AmqpMappingException)
        {
            return null;
        }
    }
}
