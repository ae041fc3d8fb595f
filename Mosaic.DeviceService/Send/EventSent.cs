using System.Text.Json;
using System.Text.Json.Serialization;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Send;

/// <summary>The answer to an event that is on its way.</summary>
/// <param name="Id">The event's id, given or generated.</param>
/// <param name="Device">The device.</param>
/// <param name="Delivery">How it goes there: <c>sent</c> to the live session, or <c>queued</c> until there is one.</param>
internal sealed record EventSent(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("device")] Guid Device,
    [property: JsonPropertyName("delivery")] string Delivery)
{
    internal const string Sent = "sent";
    internal const string Queued = "queued";

    /// <summary>Writes it as JSON with status 202.</summary>
    internal static async Task WriteAsync(HttpContext context, string id, string device, string delivery)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, AmqpJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteString("device", device);
            writer.WriteString("delivery", delivery);
            writer.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
