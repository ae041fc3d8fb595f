using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Mosaic.Messaging;

/// <summary>The event that tells the Hive Backend of a session's begin or end.</summary>
public static class PresenceEvent
{
    /// <summary>Writes it as a message's fields.</summary>
    public static void Write(Message message, SessionAnnouncement session)
    {
        var at = Rfc3339.Format(session.Since);
        var type = session.Ended is null ? MessageTypes.DeviceConnected : MessageTypes.DeviceDisconnected;
        message[Fields.Kind] = Kinds.Event;
        message[Fields.SpecVersion] = "1.0";
        message[Fields.Id] = IdOf(session.Session, type).ToString("D");
        message[Fields.Source] = $"/devices/{Topology.DeviceKey(session.Device)}";
        message[Fields.Type] = type;
        message[Fields.Time] = at;
        message[Fields.ReceivedAt] = at;
        message[Fields.Device] = Topology.DeviceKey(session.Device);
        message[Fields.Session] = session.Session.ToString("D");
        message[Fields.Epoch] = session.Epoch;
        message.Data = session.Ended is { } reason
            ? JsonSerializer.SerializeToUtf8Bytes(new { reason, instance = session.Instance })
            : JsonSerializer.SerializeToUtf8Bytes(new { instance = session.Instance });
    }

    /// <summary>
    /// A session begins once and ends once. Its events have ids that follow from it (UUID version 8: the beginning of a
    /// SHA-256, RFC 9562, section 5.8), so that whoever says it again, from whichever process, says a repeat.
    /// </summary>
    private static Guid IdOf(Guid session, string type)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. session.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(type)], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
