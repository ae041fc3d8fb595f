using System.Globalization;
using System.Text;
using System.Text.Json;
using Mosaic.HiveConsole.Fleet;
using Mosaic.HiveConsole.Hosting;
using Mosaic.HiveConsole.Sent;

namespace Mosaic.HiveConsole.Devices;

/// <summary>
/// Messages and sessions for the device's page. What devices and callers wrote goes as text inside the JSON, not as JSON: a page that
/// parsed it would show other numbers than were sent.
/// </summary>
internal static class MessageJson
{
    private const int ShortData = 200;

    internal static void Write(Utf8JsonWriter writer, ReceivedMessage message)
    {
        writer.WriteStartObject();
        writer.WriteNumber("sequence", message.Sequence);
        writer.WriteString("at", message.At);
        writer.WriteNumber("deliveries", message.Deliveries);
        if (message.TraceParent is { } traceParent)
        {
            writer.WriteString("traceparent", traceParent);
        }

        WriteText(writer, "text", message.Json.Span);
        writer.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter writer, SentMessage message)
    {
        var answer = message.Answer;
        writer.WriteStartObject();
        writer.WriteNumber("sequence", message.Sequence);
        writer.WriteBoolean("request", message.IsRequest);
        writer.WriteString("at", message.At);
        if (message.TraceId is { } trace)
        {
            writer.WriteString("trace", trace);
        }

        if (message.Body is { } body)
        {
            WriteText(writer, "text", body);
        }

        if (answer is not null)
        {
            writer.WriteNumber("status", answer.Status);
            writer.WriteNumber("elapsedms", Math.Round(answer.Elapsed.TotalMilliseconds, 1));
            WriteText(writer, "answer", answer.Body);
        }
        writer.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter writer, PresenceEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("connected", entry.Connected);
        writer.WriteString("at", entry.At);
        writer.WriteString("session", entry.Session);
        writer.WriteString("epoch", entry.Epoch.ToString("D16", CultureInfo.InvariantCulture));
        writer.WriteString("reason", entry.Reason);
        writer.WriteEndObject();
    }

    /// <summary>The beginning of an event's <c>data</c>, as text; nothing where it has none.</summary>
    internal static void WriteData(Utf8JsonWriter writer, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!isData)
            {
                continue;
            }

            var data = json[start..(int)reader.BytesConsumed];
            writer.WriteString("data", Encoding.UTF8.GetString(data[..Math.Min(data.Length, ShortData)]));
            return;
        }
    }

    // A caller may send anything, and what is cut off may be cut within a character.
    private static void WriteText(Utf8JsonWriter writer, string name, ReadOnlySpan<byte> text)
    {
        var cut = text.Length >= CapturingStream.Kept;
        writer.WriteString(name, Encoding.UTF8.GetString(cut ? text[..CapturingStream.Kept] : text));
        if (cut)
        {
            writer.WriteBoolean(name + "cut", true);
        }
    }
}
