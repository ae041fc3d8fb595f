using Microsoft.Extensions.Options;
using Mosaic.Messaging;

namespace Mosaic.WebSocketService.Sessions;

/// <summary>
/// Announces that a session began or ended: to the other instances over the control exchange, and to the Hive Backend as an
/// event in the device's partition, in order with its messages.
/// </summary>
internal sealed partial class SessionAnnouncer(
    PresencePublisher events,
    LivePublisher live,
    IOptions<MessagingOptions> options,
    TimeProvider time,
    ILogger<SessionAnnouncer> logger)
{
    /// <summary>
    /// Notifies the Hive Backend of a new session; returns when the event is on its way. Only after the session was
    /// announced: a Device Service that knows of it publishes its end when this process is killed.
    /// </summary>
    public async Task ConnectedAsync(DeviceSession session) =>
        _ = await events.PublishAsync(session.Announce(options.Value.Instance, session.Since, null), CancellationToken.None);

    /// <summary>
    /// Notifies the Hive Backend of a session's end, and then the other instances; returns when the event is on its way
    /// behind the session's last message.
    /// </summary>
    public async Task DisconnectedAsync(DeviceSession session, string reason)
    {
        var end = session.Announce(options.Value.Instance, time.GetUtcNow(), reason);
        _ = AnnounceEndAsync(end, await events.PublishAsync(end, CancellationToken.None));
    }

    /// <summary>Notifies the other instances of a new session. The caller holds <see cref="DeviceSession.Publishing"/>.</summary>
    public Task<PublishOutcome> AnnounceAsync(DeviceSession session) =>
        AnnounceAsync(session.Announce(options.Value.Instance, session.Since, null));

    /// <summary>
    /// Notifies them again of a live session. Does nothing, and returns <see cref="PublishOutcome.Confirmed"/>, for one that is still opening, which will be
    /// announced, and for one that has ended, whose end nobody would announce after that.
    /// </summary>
    public async Task<PublishOutcome> AnnounceAgainAsync(DeviceSession session)
    {
        Task<PublishOutcome> announcing;
        await session.Publishing.WaitAsync();
        try
        {
            if (session is not { IsAnnounced: true, IsEnded: false })
            {
                return PublishOutcome.Confirmed;
            }

            announcing = AnnounceAsync(session); // In its lane by now, before the end.
        }
        finally
        {
            session.Publishing.Release();
        }

        return await announcing;
    }

    /// <summary>As <see cref="AnnounceAgainAsync"/>, for callers that do not wait: never throws.</summary>
    public async Task TryAnnounceAgainAsync(DeviceSession session)
    {
        try
        {
            await AnnounceAgainAsync(session);
        }
        catch (Exception e)
        {
            Log.AnnounceAgainFailed(logger, session.Device, e);
        }
    }

    /// <summary>
    /// After the event is in its partition: an instance that waits for this end publishes its own event behind it, and
    /// nobody but this process would publish it once the end is known.
    /// </summary>
    private async Task AnnounceEndAsync(SessionAnnouncement end, Task<bool> published)
    {
        try
        {
            if (await published)
            {
                await AnnounceAsync(end);
            }
        }
        catch (Exception e)
        {
            Log.AnnounceFailed(logger, end.Device, e);
        }
    }

    private Task<PublishOutcome> AnnounceAsync(SessionAnnouncement announcement)
    {
        var message = new AwaitedMessage { Exchange = Topology.Control };
        announcement.WriteTo(message.Message);
        return live.PublishAndWaitAsync(message, Topology.PartitionOf(announcement.Device, options.Value.Partitions), CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Announcing the session of device {Device} failed.")]
        public static partial void AnnounceAgainFailed(ILogger logger, Guid device, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "Announcing the end of a session of device {Device} failed.")]
        public static partial void AnnounceFailed(ILogger logger, Guid device, Exception exception);
    }
}
