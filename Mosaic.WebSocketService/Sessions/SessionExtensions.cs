namespace Mosaic.WebSocketService.Sessions;

internal static class SessionExtensions
{
    /// <summary>Adds the sessions of this instance, and what it and the others announce to each other about them.</summary>
    public static void AddSessions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EpochClock>();
        builder.Services.AddSingleton<SessionRegistry>();
        builder.Services.AddSingleton<SessionAnnouncer>();
        builder.Services.AddSingleton<Subscriptions>();
        builder.Services.AddSingleton<Takeover>();
        builder.Services.AddSingleton<SessionOpener>();
        builder.Services.AddHostedService<ControlListener>();
        builder.Services.AddHostedService<InstanceHeartbeat>();
    }
}
