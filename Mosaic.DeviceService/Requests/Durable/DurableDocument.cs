using System.Buffers;
using System.Text.Json;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>How a durable request stands, as callers read it: the document of docs/hive-api.md.</summary>
internal static class DurableDocument
{
    internal static string NameOf(DurableState state) => state switch
    {
        DurableState.Accepted => "accepted",
        DurableState.Sent => "sent",
        DurableState.Confirmed => "confirmed",
        DurableState.Unconfirmed => "unconfirmed",
        DurableState.Expired => "expired",
        _ => "cancelled",
    };

    /// <summary>Where the document is found.</summary>
    internal static string PathOf(JournalKey key) => $"/devices/{Topology.DeviceKey(key.Device)}/requests/{key.Id}";

    internal static byte[] ToUtf8(DurableMessage request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, AmqpJson.WriterOptions);
        Write(writer, request);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    internal static async Task WriteAsync(HttpContext context, int status, DurableMessage request)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(ToUtf8(request), context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter writer, DurableMessage request)
    {
        writer.WriteStartObject();
        writer.WriteString("id", request.Key.Id);
        writer.WriteString("device", Topology.DeviceKey(request.Key.Device));
        writer.WriteString("state", NameOf(request.State));
        if (request.IsEnded) WriteEnd(writer, request);
        writer.WriteNumber("timeout", request.Timeout.TotalSeconds);
        writer.WriteString("expires", Rfc3339.Format(request.Expires));
        writer.WriteStartArray("timeline");
        WriteStep(writer, DurableState.Accepted, request.AcceptedAt);
        if (request.SentAt is { } sent) WriteStep(writer, DurableState.Sent, sent);
        if (request.EndedAt is { } ended) WriteStep(writer, request.State, ended);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteEnd(Utf8JsonWriter writer, DurableMessage request)
    {
        if (request.State == DurableState.Confirmed)
        {
            writer.WriteString("outcome", "confirmed");
            writer.WriteNumber("status", request.Status);
            DeviceConfirmation.WriteData(writer, request.Data.Span, request.IsBinary || IsTooDeep(request.Data.Span));
            return;
        }

        var notSent = request.State != DurableState.Unconfirmed;
        writer.WriteString("outcome", notSent ? RequestAnswer.NotSent : RequestAnswer.Unconfirmed);
        writer.WriteBoolean("safetoretry", notSent);
    }

    // As an event's data the document is in an object already: what would make that too deep travels as bytes.
    private static bool IsTooDeep(ReadOnlySpan<byte> json) => !json.IsEmpty && AmqpJson.DepthOf(json) >= MessageLimits.MaxDataDepth;

    private static void WriteStep(Utf8JsonWriter writer, DurableState state, DateTimeOffset time)
    {
        writer.WriteStartObject();
        writer.WriteString("state", NameOf(state));
        writer.WriteString("time", Rfc3339.Format(time));
        writer.WriteEndObject();
    }
}
