using System.Text.Json;

namespace Mosaic.HiveBackendStub.Deliveries;

/// <summary><c>GET /messages</c>: what arrived, oldest first, each event as it was delivered.</summary>
internal sealed class MessagesEndpoint(MessageStore store)
{
    private const int FlushAt = 64 * 1024;

    internal async Task HandleAsync(HttpContext context)
    {
        var (query, problem) = MessagesQuery.From(context.Request.Query);
        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        var pipe = context.Response.BodyWriter;
        await using var writer = new Utf8JsonWriter(pipe);
        writer.WriteStartObject();
        writer.WriteStartArray("messages");
        foreach (var message in store.Read(query.After, query.Limit, query.Device, query.Type))
        {
            Write(writer, message);
            if (writer.BytesPending < FlushAt) continue;
            writer.Flush();
            await pipe.FlushAsync(context.RequestAborted);
        }
        writer.WriteEndArray();
        writer.WriteNumber("lastsequence", store.Counts.LastSequence);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, StoredMessage message)
    {
        writer.WriteStartObject();
        writer.WriteNumber("sequence", message.Sequence);
        writer.WriteString("receivedat", message.ReceivedAt);
        writer.WriteString("webhookid", message.WebhookId);
        if (message.TraceParent is { } traceParent) writer.WriteString("traceparent", traceParent);
        writer.WriteNumber("deliveries", message.Deliveries);
        writer.WritePropertyName("event");
        // It was checked when it came, and writing it anew could change its bytes.
        writer.WriteRawValue(message.Event.Json, skipInputValidation: true);
        writer.WriteEndObject();
    }
}
