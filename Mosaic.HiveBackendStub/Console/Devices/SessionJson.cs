using System.Text.Json;
using Mosaic.HiveBackendStub.Console.Fleet;

namespace Mosaic.HiveBackendStub.Console.Devices;

internal static class SessionJson
{
    internal static void Write(Utf8JsonWriter writer, PresenceEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("connected", entry.Connected);
        writer.WriteString("at", entry.At);
        writer.WriteString("session", entry.Session);
        // As text: an epoch may be more than a number holds in JavaScript.
        writer.WriteString("epoch", entry.Epoch.ToString(System.Globalization.CultureInfo.InvariantCulture));
        writer.WriteString("reason", entry.Reason);
        writer.WriteEndObject();
    }
}
