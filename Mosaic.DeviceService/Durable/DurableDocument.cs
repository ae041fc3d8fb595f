using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.DeviceService.Api;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Durable;

/// <summary>How a durable request stands, as callers read it: the document of docs/hive-api.md.</summary>
internal static class DurableDocument
{
    public static string NameOf(DurableState state) => state switch
    {
        DurableState.Accepted => "accepted",
        DurableState.Sent => "sent",
        DurableState.Confirmed => "confirmed",
        DurableState.Unconfirmed => "unconfirmed",
        DurableState.Expired => "expired",
        _ => "cancelled",
    };

    public static byte[] ToUtf8(DurableMessage request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, AmqpJson.WriterOptions);
        Write(writer, request);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static Utf8ContentHttpResult ToResult(DurableMessage request, int status) => TypedResults.Text(ToUtf8(request), "application/json", status);

    private static void Write(Utf8JsonWriter writer, DurableMessage request)
    {
        writer.WriteStartObject();
        writer.WriteString("id", request.Key.Id);
        writer.WriteString("device", Topology.DeviceKey(request.Key.Device));
        writer.WriteString("state", NameOf(request.State));
        if (request.IsEnded)
        {
            WriteEnd(writer, request);
        }

        writer.WriteNumber("timeout", request.Timeout.TotalSeconds);
        writer.WriteString("expires", Rfc3339.Format(request.Expires));
        writer.WriteStartArray("timeline");
        WriteStep(writer, DurableState.Accepted, request.AcceptedAt);
        if (request.SentAt is { } sent)
        {
            WriteStep(writer, DurableState.Sent, sent);
        }

        if (request.EndedAt is { } ended)
        {
            WriteStep(writer, request.State, ended);
        }

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
        writer.WriteString("outcome", notSent ? Problems.NotSent : Problems.Unconfirmed);
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

/// <summary>The shape of a durable request's document, for the OpenAPI document only.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="Device">The device.</param>
/// <param name="State"><c>accepted</c>, <c>sent</c>, <c>confirmed</c>, <c>unconfirmed</c>, <c>expired</c> or <c>cancelled</c>.</param>
/// <param name="Outcome">Once it has ended: <c>confirmed</c>, <c>unconfirmed</c> or <c>not_sent</c>.</param>
/// <param name="Status">When confirmed: the device's status, 100 to 599; its business, not HTTP's.</param>
/// <param name="Data">When confirmed: the device's data, byte for byte.</param>
/// <param name="DataBase64">In place of <c>data</c>: the device's bytes in base64, when it sent binary data or JSON that is nested too deep to stand in an event.</param>
/// <param name="SafeToRetry">When it ended otherwise: whether nothing was sent.</param>
/// <param name="Timeout">Seconds that the device has to answer, from the sending on.</param>
/// <param name="Expires">Until when it is kept for the device.</param>
/// <param name="Timeline">The states it has been in.</param>
internal sealed record DurableRequestBody(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("device")] Guid Device,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("outcome")] string? Outcome,
    [property: JsonPropertyName("status")] int? Status,
    [property: JsonPropertyName("data")] JsonElement? Data,
    [property: JsonPropertyName("data_base64")] string? DataBase64,
    [property: JsonPropertyName("safetoretry")] bool? SafeToRetry,
    [property: JsonPropertyName("timeout")] double Timeout,
    [property: JsonPropertyName("expires")] DateTimeOffset Expires,
    [property: JsonPropertyName("timeline")] IReadOnlyList<DurableStep> Timeline);

/// <summary>A step in a durable request's timeline, for the OpenAPI document only.</summary>
/// <param name="State">The state.</param>
/// <param name="Time">Since when.</param>
internal sealed record DurableStep([property: JsonPropertyName("state")] string State, [property: JsonPropertyName("time")] DateTimeOffset Time);
