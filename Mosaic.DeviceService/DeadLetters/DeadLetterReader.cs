using System.Buffers;
using System.Collections;
using System.Text.Json;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Writes dead letters as the API shows them: those of this service, and those that RabbitMQ made itself.</summary>
internal static class DeadLetterReader
{
    /// <summary>What is shown of a text; whoever publishes to RabbitMQ himself may write any.</summary>
    private const int MaxText = 1024;

    // RabbitMQ's own record of a dead-lettering: a table for each queue, the newest first.
    private const string Deaths = "x-death";
    private const string DeathTime = "time";
    private const long MaxUnixTime = 253_402_300_799; // The end of the year 9999.

    /// <summary>Why it is a dead letter: one of <see cref="DeadLetterReasons"/>.</summary>
    internal static string ReasonOf(DeadLetter letter) => letter.Properties.Headers.Text(DeadLetterHeaders.Reason) ?? DeadLetterReasons.DeliveryLimit;

    /// <summary>Writes what is in a list: an object without the event's data.</summary>
    internal static void WriteSummary(Utf8JsonWriter writer, DeadLetter letter)
    {
        writer.WriteStartObject();
        WriteFields(writer, letter);
        writer.WriteEndObject();
    }

    /// <summary>Writes all of a letter: the same and the event.</summary>
    internal static byte[] ToUtf8(DeadLetter letter)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, AmqpJson.WriterOptions);
        writer.WriteStartObject();
        WriteFields(writer, letter);
        if (Event(letter) is { } json)
        {
            writer.WritePropertyName("event");
            writer.WriteRawValue(json, skipInputValidation: true);
        }
        else
        {
            writer.WriteBase64String("body_base64", letter.Body.Span);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteFields(Utf8JsonWriter writer, DeadLetter letter)
    {
        var headers = letter.Properties.Headers;
        writer.WriteString("key", letter.Key());
        writer.WriteString("id", Shown(headers.Text(Fields.Id)));
        writer.WriteString("device", Shown(headers.Text(Fields.Device)));
        writer.WriteString("type", Shown(headers.Text(Fields.Type)));
        writer.WriteString("reason", Shown(ReasonOf(letter)));
        WriteNumber(writer, "status", headers.Int64(DeadLetterHeaders.Status));
        writer.WriteString("detail", Shown(headers.Text(DeadLetterHeaders.Detail)));
        writer.WriteString("at", Shown(headers.Text(DeadLetterHeaders.At)) ?? DeathOf(headers));
        WriteNumber(writer, "attempts", headers.Int64(DeadLetterHeaders.Attempts));
        writer.WriteNumber("bytes", letter.Body.Length);
        writer.WriteString("traceparent", Shown(headers.Text(Fields.TraceParent)));
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } value) writer.WriteNumber(name, value);
        else writer.WriteNull(name);
    }

    // A pair of surrogates is not cut in two: half of one has no UTF-8 form.
    private static string? Shown(string? text) =>
        text is { Length: > MaxText } ? text[..(char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText)] : text;

    private static string? DeathOf(IDictionary<string, object?>? headers) =>
        headers?.TryGetValue(Deaths, out var deaths) == true
        && deaths is IList { Count: > 0 } list
        && list[0] is IDictionary<string, object?> newest
        && newest.TryGetValue(DeathTime, out var time)
        && time is AmqpTimestamp { UnixTime: >= 0 and <= MaxUnixTime } at
            ? Rfc3339.Format(DateTimeOffset.FromUnixTimeSeconds(at.UnixTime))
            : null;

    /// <summary>The event as it is posted; null when it has no JSON form, or would be too deep in an object.</summary>
    private static byte[]? Event(DeadLetter letter)
    {
        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            using var writer = new Utf8JsonWriter(buffer, AmqpJson.WriterOptions);
            var levels = MessageWriter.Write(writer, letter.Properties, letter.Body.Span);
            writer.Flush();
            return levels < MessageLimits.MaxDepth ? buffer.WrittenSpan.ToArray() : null;
        }
        catch (Exception e) when (e is JsonException or AmqpMappingException)
        {
            return null;
        }
    }
}
