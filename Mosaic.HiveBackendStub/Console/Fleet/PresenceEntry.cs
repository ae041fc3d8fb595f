namespace Mosaic.HiveBackendStub.Console.Fleet;

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
