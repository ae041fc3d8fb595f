using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.HiveConsole.Fleet;
using Mosaic.HiveConsole.Hosting;
using Mosaic.HiveConsole.Sent;

namespace Mosaic.HiveConsole.Devices;

/// <summary>
/// <c>GET /console/api/devices/{device}?version=&amp;brief=</c>: all that the console knows of a device; when brief, without its
/// history and messages. 204 when nothing has happened since the version that is given.
/// <c>GET /console/api/devices?id=&amp;id=…</c>: the last message of each device that is named and has sent one.
/// </summary>
internal sealed class DeviceView(DeviceFleet fleet, IHiveBackend backend, SentMessages sent, PresenceRefresh refresh)
{
    private const int Shown = 50;
    private const int MostNamed = 100;

    internal Task HandleAsync(HttpContext context, string device)
    {
        if (!backend.TryReadDevice(device, out var id))
        {
            return InvalidField("device", "must be a UUID.").ExecuteAsync(context);
        }

        refresh.Want();

        // Read before all else: what happens meanwhile is then fetched once too often, and never missed.
        var known = fleet.Find(id);
        var version = known?.Version ?? 0;
        if (context.Request.Query["version"] == version.ToString(CultureInfo.InvariantCulture))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
        var brief = context.Request.Query["brief"] == "true";
        return WriteAsync(context, id, known, version, brief);
    }

    internal Task HandleLastMessagesAsync(HttpContext context)
    {
        var named = context.Request.Query["id"];
        var ids = named.Select(text => backend.TryReadDevice(text, out var id) ? id : (Guid?)null).OfType<Guid>().ToArray();
        return ids.Length == named.Count && ids.Length is > 0 and <= MostNamed
            ? WriteLastMessagesAsync(context, ids)
            : InvalidField("id", $"must be given 1 to {MostNamed} times, each a UUID.").ExecuteAsync(context);
    }

    private async Task WriteLastMessagesAsync(HttpContext context, Guid[] ids)
    {
        await using var writer = Begin(context);
        writer.WriteStartArray("devices");
        foreach (var id in ids)
        {
            if (fleet.Find(id) is not { LastMessage: not null } known)
            {
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("device", id);
            WriteLastMessage(writer, known);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static ProblemHttpResult InvalidField(string field, string detail) => TypedResults.Problem(
        $"{field}: {detail}", statusCode: 400, type: "urn:mosaic:problem:invalid-request",
        extensions: new Dictionary<string, object?> { ["field"] = field });

    private static Utf8JsonWriter Begin(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        return writer;
    }

    private async Task WriteAsync(HttpContext context, Guid id, FleetDevice? known, long version, bool brief)
    {
        await using var writer = Begin(context);
        writer.WriteString("device", id);
        writer.WriteNumber("version", version);
        WriteState(writer, known);
        if (backend.TokenExpires(id) is { } expires)
        {
            writer.WriteString("tokenexpires", expires);
        }

        if (!brief)
        {
            WriteMessages(writer, id, known);
        }

        writer.WriteEndObject();
    }

    private void WriteMessages(Utf8JsonWriter writer, Guid id, FleetDevice? known)
    {
        writer.WriteStartArray("history");
        foreach (var entry in (known?.History() ?? []).Reverse())
        {
            MessageJson.Write(writer, entry);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("received");
        foreach (var message in backend.Newest(id, Shown))
        {
            MessageJson.Write(writer, message);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("sent");
        foreach (var message in sent.Newest(id, Shown))
        {
            MessageJson.Write(writer, message);
        }

        writer.WriteEndArray();
    }

    private void WriteState(Utf8JsonWriter writer, FleetDevice? known)
    {
        writer.WriteNumber("state", (int)(known?.State ?? DeviceState.Away));
        writer.WriteBoolean("connected", known?.Presence is { Connected: true });
        writer.WriteNumber("awaiting", known?.Awaiting ?? 0);
        writer.WriteBoolean("deliveryrefused", known?.Troubles.HasFlag(Troubles.DeliveryRefused) == true);
        writer.WriteBoolean("requestfailed", known?.Troubles.HasFlag(Troubles.RequestFailed) == true);
        if (known is not null)
        {
            WriteLastMessage(writer, known);
        }
    }

    private void WriteLastMessage(Utf8JsonWriter writer, FleetDevice known)
    {
        if (known.LastMessage is not { } last)
        {
            return;
        }

        writer.WriteStartObject("lastmessage");
        writer.WriteString("at", last.At);

        // The three are written one after the other; what is stored under the sequence is of one piece.
        var stored = backend.Find(last.Sequence);
        writer.WriteString("type", stored?.Type ?? last.Type);
        if (stored is not null)
        {
            MessageJson.WriteData(writer, stored.Json.Span);
        }

        writer.WriteEndObject();
    }
}
