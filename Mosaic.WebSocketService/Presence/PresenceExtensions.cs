namespace Mosaic.WebSocketService.Presence;

internal static class PresenceExtensions
{
    /// <summary>Adds what this instance tells the others and hears from them.</summary>
    public static void AddPresence(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EpochClock>();
        builder.Services.AddSingleton<SessionAnnouncer>();
        builder.Services.AddHostedService<ControlListener>();
        builder.Services.AddHostedService<InstanceHeartbeat>();
    }
}
