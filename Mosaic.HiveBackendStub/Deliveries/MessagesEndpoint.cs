using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.HiveBackendStub.Http;

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
            if (writer.BytesPending < FlushAt)
            {
                continue;
            }

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
        if (message.TraceParent is { } traceParent)
        {
            writer.WriteString("traceparent", traceParent);
        }

        writer.WriteNumber("deliveries", message.Deliveries);
        writer.WritePropertyName("event");
        // It was checked when it came, and writing it anew could change its bytes.
        writer.WriteRawValue(message.Event.Json, skipInputValidation: true);
        writer.WriteEndObject();
    }
}

/// <summary>The query of <c>GET /messages</c>.</summary>
internal readonly record struct MessagesQuery(long After, int Limit, Guid? Device, string? Type)
{
    private const int DefaultLimit = 100;
    private const int HighestLimit = 10_000;

    internal static (MessagesQuery Query, ProblemHttpResult? Problem) From(IQueryCollection query)
    {
        if (Number(query["after"], 0, long.MaxValue - 1, 0) is not { } after)
        {
            return (default, Problems.InvalidField("after", "must be a sequence, 0 or more."));
        }

        if (Number(query["limit"], 1, HighestLimit, DefaultLimit) is not { } limit)
        {
            return (default, Problems.InvalidField("limit", $"must be 1 to {HighestLimit}."));
        }

        Guid? device = Uuid.TryParse(query["device"], out var id) ? id : null;
        if (device is null && query.ContainsKey("device"))
        {
            return (default, Problems.InvalidField("device", "must be a UUID."));
        }

        return (new MessagesQuery(after, (int)limit, device, query["type"]), null);
    }

    private static long? Number(string? text, long lowest, long highest, long absent)
    {
        if (text is null)
        {
            return absent;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= lowest && number <= highest ? number : null;
    }
}
