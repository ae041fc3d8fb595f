using System.Globalization;
using System.Text.Json;

namespace Mosaic.HiveConsole.Fleet;

/// <summary>The events that say that a device's session began or ended.</summary>
internal static class PresenceEvent
{
    private const string Connected = "mosaic.device.connected";
    private const string Disconnected = "mosaic.device.disconnected";

    internal static bool Is(string type) => type is Connected or Disconnected;

    /// <summary>An epoch is 16 decimal digits as text.</summary>
    internal static bool TryReadEpoch(string? text, out long epoch)
    {
        epoch = 0;
        return text is { Length: 16 } && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out epoch);
    }

    /// <summary>What the event says; null when it lacks the epoch, without which its order is not known.</summary>
    internal static PresenceEntry? Read(string type, ReadOnlyMemory<byte> json, DateTimeOffset now)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = int.MaxValue });
        var root = document.RootElement;
        if (!TryReadEpoch(Text(root, "epoch"), out var epoch))
        {
            return null;
        }

        var at = DateTimeOffset.TryParse(Text(root, "time"), CultureInfo.InvariantCulture, out var time) ? time : now;
        var reason = root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? Text(data, "reason") : null;
        return new PresenceEntry(epoch, type == Connected, at, Text(root, "session"), reason);
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A session's begin or end.</summary>
/// <param name="Epoch">Grows with every session of a device.</param>
/// <param name="Connected">Whether it began; otherwise it ended.</param>
/// <param name="At">When, by the clock of who noticed.</param>
/// <param name="Session">The session's UUID.</param>
/// <param name="Reason">Why it ended.</param>
internal sealed record PresenceEntry(long Epoch, bool Connected, DateTimeOffset At, string? Session, string? Reason)
{
    /// <summary>Whether this says later news than another: a newer session, or the end of the same one.</summary>
    internal bool IsAfter(PresenceEntry? other) =>
        other is null || Epoch > other.Epoch || (Epoch == other.Epoch && other.Connected && !Connected);
}
