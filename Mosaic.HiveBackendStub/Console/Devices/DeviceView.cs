using System.Globalization;
using System.Text.Json;
using Mosaic.HiveBackendStub.Console.Fleet;
using Mosaic.HiveBackendStub.Console.Sent;
using Mosaic.HiveBackendStub.Deliveries;
using Mosaic.HiveBackendStub.Devices;
using Mosaic.HiveBackendStub.Http;

namespace Mosaic.HiveBackendStub.Console.Devices;

/// <summary>
/// <c>GET /console/api/devices/{device}?version=&amp;brief=</c>: all that the console knows of a device; when brief, without its
/// history and messages. 204 when nothing has happened since the version that is given.
/// <c>GET /console/api/devices?id=&amp;id=…</c>: the last message of each device that is named and has sent one.
/// </summary>
internal sealed class DeviceView(
    DeviceFleet fleet, MessageStore received, SentMessages sent, DeviceRegistry registry, PresenceRefresh refresh)
{
    private const int Shown = 50;
    private const int MostNamed = 100;

    internal Task HandleAsync(HttpContext context, string device)
    {
        if (!Http.Uuid.TryParse(device, out var id))
            return Problems.InvalidField("device", "must be a UUID.").ExecuteAsync(context);
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
        var ids = named.Select(text => Http.Uuid.TryParse(text, out var id) ? id : (Guid?)null).OfType<Guid>().ToArray();
        return ids.Length == named.Count && ids.Length is > 0 and <= MostNamed
            ? WriteLastMessagesAsync(context, ids)
            : Problems.InvalidField("id", $"must be given 1 to {MostNamed} times, each a UUID.").ExecuteAsync(context);
    }

    private async Task WriteLastMessagesAsync(HttpContext context, Guid[] ids)
    {
        await using var writer = Begin(context);
        writer.WriteStartArray("devices");
        foreach (var id in ids)
        {
            if (fleet.Find(id) is not { LastMessage: not null } known) continue;
            writer.WriteStartObject();
            writer.WriteString("device", id);
            WriteLastMessage(writer, known);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

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
        if (registry.Find(id.ToString("D")) is { } registration) writer.WriteString("tokenexpires", registration.Expires);
        if (!brief) WriteMessages(writer, id, known);
        writer.WriteEndObject();
    }

    private void WriteMessages(Utf8JsonWriter writer, Guid id, FleetDevice? known)
    {
        writer.WriteStartArray("history");
        foreach (var entry in (known?.History() ?? []).Reverse()) SessionJson.Write(writer, entry);
        writer.WriteEndArray();
        writer.WriteStartArray("received");
        foreach (var message in received.Newest(id, Shown)) MessageJson.Write(writer, message);
        writer.WriteEndArray();
        writer.WriteStartArray("sent");
        foreach (var message in sent.Newest(id, Shown)) MessageJson.Write(writer, message);
        writer.WriteEndArray();
    }

    private void WriteState(Utf8JsonWriter writer, FleetDevice? known)
    {
        writer.WriteNumber("state", (int)(known?.State ?? DeviceState.Away));
        writer.WriteBoolean("connected", known?.Presence is { Connected: true });
        writer.WriteNumber("awaiting", known?.Awaiting ?? 0);
        writer.WriteBoolean("deliveryrefused", known?.Troubles.HasFlag(Troubles.DeliveryRefused) == true);
        writer.WriteBoolean("requestfailed", known?.Troubles.HasFlag(Troubles.RequestFailed) == true);
        if (known is not null) WriteLastMessage(writer, known);
    }

    private void WriteLastMessage(Utf8JsonWriter writer, FleetDevice known)
    {
        if (known.LastMessage is not { } last) return;
        writer.WriteStartObject("lastmessage");
        writer.WriteString("at", last.At);

        // The three are written one after the other; what is stored under the sequence is of one piece.
        var stored = received.Find(last.Sequence);
        writer.WriteString("type", stored?.Event.Type ?? last.Type);
        if (stored is not null) MessageJson.WriteData(writer, stored.Event.Json);
        writer.WriteEndObject();
    }
}
