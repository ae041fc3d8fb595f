using Mosaic.Messaging;

namespace Mosaic.WebSocketService.Protocol;

/// <summary>Every frame of the service itself to a device; device-protocol.md shows each.</summary>
internal static class Frames
{
    public const string Protocol = "mosaic.v1";

    public static Frame Authenticate(TimeSpan timeout) => FrameBuffer.Write(timeout, static (json, timeout) =>
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "authenticate"u8);
        json.WriteString("protocol"u8, Protocol);
        json.WriteNumber("timeout"u8, timeout.TotalSeconds);
        json.WriteEndObject();
    });

    public static Frame Welcome(Welcome welcome) => FrameBuffer.Write(welcome, static (json, welcome) =>
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "welcome"u8);
        json.WriteString("device"u8, welcome.Device);
        json.WriteString("session"u8, welcome.Session);
        json.WriteNumber("heartbeat"u8, welcome.Heartbeat.TotalSeconds);
        json.WriteNumber("window"u8, welcome.Window);
        json.WriteNumber("maxmessagebytes"u8, welcome.MaxMessageBytes);
        json.WriteString("expires"u8, Rfc3339.Format(welcome.Expires));
        json.WriteEndObject();
    });

    public static Frame Ack(IReadOnlyList<string> ids) => FrameBuffer.Write(ids, static (json, ids) =>
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "ack"u8);
        json.WriteStartArray("ids"u8);
        for (var i = 0; i < ids.Count; i++)
        {
            json.WriteStringValue(ids[i]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>A <c>nack</c> for a message with an id, an <c>error</c> for one without.</summary>
    public static Frame Refusal(string? id, string code, string detail, bool retry) => FrameBuffer.Write((id, code, detail, retry), static (json, refusal) =>
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, refusal.id is null ? "error"u8 : "nack"u8);
        if (refusal.id is not null)
        {
            json.WriteString("id"u8, refusal.id);
        }

        json.WriteString("code"u8, refusal.code);
        json.WriteString("detail"u8, refusal.detail);
        json.WriteBoolean("retry"u8, refusal.retry);
        json.WriteEndObject();
    });

    public static Frame GoAway(string reason, TimeSpan reconnectAfter) => FrameBuffer.Write((reason, reconnectAfter), static (json, goAway) =>
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "goaway"u8);
        json.WriteString("reason"u8, goAway.reason);
        json.WriteNumber("reconnectafter"u8, Math.Round(goAway.reconnectAfter.TotalSeconds, 1));
        json.WriteEndObject();
    });
}

/// <summary>What a device is told when its session is open.</summary>
internal sealed record Welcome(Guid Device, Guid Session, TimeSpan Heartbeat, int Window, int MaxMessageBytes, DateTimeOffset Expires);
