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
        writer.WriteString("epoch", entry.Epoch.ToString("D16", System.Globalization.CultureInfo.InvariantCulture));
        writer.WriteString("reason", entry.Reason);
        writer.WriteEndObject();
    }
}
