using System.Buffers;
using System.Collections;
using System.Security.Cryptography;
using System.Text.Json;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>One dead letter as RabbitMQ delivers it, and as the API shows it: one of this service, or one that RabbitMQ made itself.</summary>
/// <param name="Properties">Its AMQP properties and headers.</param>
/// <param name="Body">Its body; valid until its visitor returns.</param>
internal readonly record struct DeadLetter(IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body)
{
    // The AMQP headers besides the message's own. Their names are no field names, so nothing of them reaches devices or the Hive Backend.

    /// <summary>What the names of Mosaic's and of RabbitMQ's own headers begin with.</summary>
    public const string HeaderPrefix = "x-";

    /// <summary>Why it was dead-lettered: one of the reasons of <see cref="DeadLetterCause"/>.</summary>
    public const string ReasonHeader = "x-mosaic-reason";

    /// <summary>The HTTP status of the last answer; absent when there was none.</summary>
    public const string StatusHeader = "x-mosaic-status";

    /// <summary>The beginning of the last answer's body, or what is wrong with the message.</summary>
    public const string DetailHeader = "x-mosaic-detail";

    /// <summary>When it was dead-lettered, RFC 3339.</summary>
    public const string AtHeader = "x-mosaic-at";

    /// <summary>How often it was posted.</summary>
    public const string AttemptsHeader = "x-mosaic-attempts";

    /// <summary>The letter's own key, a UUID: ids that devices choose are no part of an address.</summary>
    public const string KeyHeader = "x-mosaic-key";

    /// <summary>What is shown of a text; whoever publishes to RabbitMQ himself may write any.</summary>
    private const int MaxText = 1024;

    // RabbitMQ's own record of a dead-lettering: a table for each queue, the newest first.
    private const string Deaths = "x-death";
    private const string DeathTime = "time";
    private const long MaxUnixTime = 253_402_300_799; // The end of the year 9999.

    /// <summary>Why it is a dead letter; those that RabbitMQ made itself were returned too often.</summary>
    public string Reason => Properties.Headers.Text(ReasonHeader) ?? DeadLetterCause.DeliveryLimit;

    /// <summary>The letter's own key. One that was not written here has one that follows from what is in it.</summary>
    public Guid Key() =>
        Properties.Headers.Uuid(KeyHeader)
        ?? DerivedId.Of(default, $"{Properties.Headers.Text(Fields.Device)} {Properties.Headers.Text(Fields.Id)} {HashOfBody()}");

    /// <summary>Writes what is in a list: an object without the event's data.</summary>
    public void WriteSummary(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteFields(writer);
        writer.WriteEndObject();
    }

    /// <summary>Writes all of a letter: the same and the event.</summary>
    public byte[] ToUtf8()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, AmqpJson.WriterOptions);
        writer.WriteStartObject();
        WriteFields(writer);
        if (Event() is { } json)
        {
            writer.WritePropertyName("event");
            writer.WriteRawValue(json, skipInputValidation: true);
        }
        else
        {
            writer.WriteBase64String("body_base64", Body.Span);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteFields(Utf8JsonWriter writer)
    {
        var headers = Properties.Headers;
        writer.WriteString("key", Key());
        writer.WriteString("id", Shown(headers.Text(Fields.Id)));
        writer.WriteString("device", Shown(headers.Text(Fields.Device)));
        writer.WriteString("type", Shown(headers.Text(Fields.Type)));
        writer.WriteString("reason", Shown(Reason));
        WriteNumber(writer, "status", headers.Int64(StatusHeader));
        writer.WriteString("detail", Shown(headers.Text(DetailHeader)));
        writer.WriteString("at", Shown(headers.Text(AtHeader)) ?? DeathOf(headers));
        WriteNumber(writer, "attempts", headers.Int64(AttemptsHeader));
        writer.WriteNumber("bytes", Body.Length);
        writer.WriteString("traceparent", Shown(headers.Text(Fields.TraceParent)));
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
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
    private byte[]? Event()
    {
        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            using var writer = new Utf8JsonWriter(buffer, AmqpJson.WriterOptions);
            var levels = MessageWriter.Write(writer, Properties, Body.Span);
            writer.Flush();
            return levels < MessageLimits.MaxDepth ? buffer.WrittenSpan.ToArray() : null;
        }
        catch (Exception e) when (e is JsonException or AmqpMappingException)
        {
            return null;
        }
    }

    private string HashOfBody()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Body.Span, hash);
        return Convert.ToHexString(hash);
    }
}
