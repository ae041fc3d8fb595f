using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Mosaic.Devices;

/// <summary>
/// Writes the frames a device sends. What the service would close the connection for is refused here: it would be sent again
/// after every reconnect and close that one too.
/// </summary>
internal static class MessageWriter
{
    private const int LongestId = 128;

    [ThreadStatic]
    private static (PooledBufferWriter Buffer, Utf8JsonWriter Json)? _cached;

    /// <exception cref="ArgumentException">A field or the data is not what the protocol allows.</exception>
    public static OutgoingMessage Event(OutgoingEvent message, string? id, int maxMessageBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(message.Type);
        if (id is not null && (id.Length == 0 || Encoding.UTF8.GetByteCount(id) > LongestId))
        {
            throw new ArgumentException($"An id has 1 to {LongestId} bytes.", nameof(message));
        }

        ExtensionNames.Check(message.Extensions);
        if (message.Binary is not null && !message.Data.IsEmpty)
        {
            throw new ArgumentException("The event has both data and binary data.", nameof(message));
        }

        if (!Utf8.IsValid(message.Data.Span))
        {
            throw new ArgumentException("The data is not UTF-8.", nameof(message));
        }

        return Write((message, id), id, urgent: false, maxMessageBytes, static (json, state) =>
        {
            var (message, id) = state;
            json.WriteString("kind"u8, "event"u8);
            json.WriteString("type"u8, message.Type);
            WriteOptional(json, "id"u8, id);
            WriteOptional(json, "subject"u8, message.Subject);
            if (message.Time is { } time)
            {
                json.WriteString("time"u8, time);
            }

            WriteOptional(json, "datacontenttype"u8, message.DataContentType);
            WriteOptional(json, "dataschema"u8, message.DataSchema);
            WriteTrace(json);
            foreach (var (name, value) in message.Extensions ?? ReadOnlyDictionary<string, JsonElement>.Empty)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            WriteData(json, message.Data, message.Binary);
        });
    }

    /// <summary>An answer carries an id of its own, so that it is sent again after a reconnect until the service has it.</summary>
    public static OutgoingMessage Confirmation(string requestId, DeviceResponse response, int maxMessageBytes)
    {
        var id = Guid.CreateVersion7().ToString();
        return Write((requestId, id, response), id, urgent: true, maxMessageBytes, static (json, state) =>
        {
            var (requestId, id, response) = state;
            json.WriteString("kind"u8, "confirmation"u8);
            json.WriteString("requestid"u8, requestId);
            json.WriteString("id"u8, id);
            json.WriteNumber("status"u8, response.Status);
            WriteTrace(json);
            WriteData(json, response.Data, response.Binary);
        });
    }

    public static OutgoingMessage Authenticate(string token) =>
        Write(token, id: null, urgent: true, int.MaxValue, static (json, token) =>
        {
            json.WriteString("kind"u8, "authenticate"u8);
            json.WriteString("token"u8, token);
        });

    private static OutgoingMessage Write<T>(T state, string? id, bool urgent, int limit, Action<Utf8JsonWriter, T> fields)
    {
        var (buffer, json) = _cached ??= Create();
        try
        {
            json.Reset(buffer);
            json.WriteStartObject();
            fields(json, state);
            json.WriteEndObject();
            json.Flush();
        }
        catch (JsonException exception)
        {
            buffer.Discard();
            throw new ArgumentException("The data is not one JSON value.", nameof(state), exception);
        }
        catch
        {
            buffer.Discard();
            throw;
        }

        if (buffer.Written > limit)
        {
            var size = buffer.Written;
            buffer.Discard();
            throw new ArgumentException($"The message has {size} bytes; the service takes {limit}.", nameof(state));
        }

        var (bytes, length) = buffer.Take();
        return new OutgoingMessage(bytes, length, id, urgent);
    }

    private static (PooledBufferWriter, Utf8JsonWriter) Create()
    {
        var buffer = new PooledBufferWriter();
        // The frames are JSON for JSON readers, never part of a web page: what need not be escaped is not.
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
        return (buffer, new Utf8JsonWriter(buffer, options));
    }

    private static void WriteOptional(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteTrace(Utf8JsonWriter json)
    {
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C } activity)
        {
            return;
        }

        json.WriteString("traceparent"u8, activity.Id);
        WriteOptional(json, "tracestate"u8, string.IsNullOrEmpty(activity.TraceStateString) ? null : activity.TraceStateString);
    }

    private static void WriteData(Utf8JsonWriter json, ReadOnlyMemory<byte> data, ReadOnlyMemory<byte>? binary)
    {
        if (binary is { } bytes)
        {
            json.WriteBase64String("data_base64"u8, bytes.Span);
        }

        if (data.IsEmpty)
        {
            return;
        }

        json.WritePropertyName("data"u8);
        json.WriteRawValue(data.Span);
    }
}
