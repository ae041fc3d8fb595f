using System.Globalization;
using System.Text.Json;

namespace Mosaic.Messaging;

/// <summary>The event that tells the Hive Backend of a session's begin or end.</summary>
public static class PresenceEvent
{
    /// <summary>An epoch as the Hive Backend reads it: 16 decimal digits, since an Integer of CloudEvents has 32 bits. As text they have the same order.</summary>
    public static string FormatEpoch(long epoch) => epoch.ToString("D16", CultureInfo.InvariantCulture);

    /// <summary>Writes it as a message's fields.</summary>
    public static void Write(Message message, SessionAnnouncement session)
    {
        var at = Rfc3339.Format(session.Since);
        var type = session.Ended is null ? MessageTypes.DeviceConnected : MessageTypes.DeviceDisconnected;
        message[Fields.Kind] = Kinds.Event;
        message[Fields.SpecVersion] = "1.0";

        // A session begins once and ends once.
        message[Fields.Id] = DerivedId.Of(session.Session, type).ToString("D");
        message[Fields.Source] = $"/devices/{Topology.DeviceKey(session.Device)}";
        message[Fields.Type] = type;
        message[Fields.Time] = at;
        message[Fields.ReceivedAt] = at;
        message[Fields.Device] = Topology.DeviceKey(session.Device);
        message[Fields.Session] = session.Session.ToString("D");
        message[Fields.Epoch] = FormatEpoch(session.Epoch);
        message.Data = session.Ended is { } reason
            ? JsonSerializer.SerializeToUtf8Bytes(new { reason, instance = session.Instance })
            : JsonSerializer.SerializeToUtf8Bytes(new { instance = session.Instance });
    }
}
