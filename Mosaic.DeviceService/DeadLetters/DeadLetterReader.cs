using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Json;
using Mosaic.DeviceService.Deliver;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Reads dead letters: those of this service, and those that RabbitMQ made itself.</summary>
internal static class DeadLetterReader
{
    // RabbitMQ's own record of a dead-lettering: a table for each queue, the newest first.
    private const string Deaths = "x-death";
    private const string DeathTime = "time";

    /// <summary>What the API calls it: the event's id, or its own.</summary>
    internal static string? IdOf(DeadLetter letter) =>
        HeaderText.Get(letter.Properties.Headers, Fields.Id) is { Length: > 0 } id ? id : HeaderText.Get(letter.Properties.Headers, DeadLetterHeaders.Id);

    /// <summary>Reads it for the API.</summary>
    internal static DeadLetterView Read(DeadLetter letter)
    {
        var headers = letter.Properties.Headers;
        return new DeadLetterView(
            IdOf(letter),
            HeaderText.Get(headers, Fields.Device),
            HeaderText.Get(headers, DeadLetterHeaders.Reason) ?? DeadLetterReasons.DeliveryLimit,
            (int?)Number(headers, DeadLetterHeaders.Status),
            HeaderText.Get(headers, DeadLetterHeaders.Detail),
            HeaderText.Get(headers, DeadLetterHeaders.At) ?? DeathOf(headers),
            Number(headers, DeadLetterHeaders.Attempts),
            Event(letter));
    }

    private static long? Number(IDictionary<string, object?>? headers, string name) =>
        headers?.TryGetValue(name, out var value) == true && value is long or int ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;

    private static string? DeathOf(IDictionary<string, object?>? headers) =>
        headers?.TryGetValue(Deaths, out var deaths) == true
        && deaths is IList { Count: > 0 } list
        && list[0] is IDictionary<string, object?> newest
        && newest.TryGetValue(DeathTime, out var time)
        && time is AmqpTimestamp at
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
