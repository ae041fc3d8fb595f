using Mosaic.DeviceService.Deliver;
using Mosaic.DeviceService.Sharing;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Presence;

/// <summary>Keeps the view of the devices' sessions by listening to the WebSocket Service's instances.</summary>
internal sealed partial class PresenceService(
    ControlSubscription control, LivePublisher publisher, PresenceView view, LiveInstances instances, TimeProvider time, ILogger<PresenceService> logger)
    : BackgroundService
{
    private readonly SemaphoreSlim _ask = new(0, 1);
    private volatile bool _listening;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(control.RunAsync(Take, SetListening, stoppingToken), AskAsync(stoppingToken), WatchAsync(stoppingToken));

    private ValueTask Take(Delivery delivery)
    {
        if (SessionAnnouncement.Read(delivery.Properties) is { } announced)
        {
            view.Apply(announced);
            if (announced.Ended is null) view.Heard(announced.Instance);
        }
        else if (delivery.Properties.Type == ControlKinds.Heartbeat
            && HeaderText.Get(delivery.Properties.Headers, ControlKinds.InstanceField) is { } instance
            && view.Heard(instance))
        {
            Ask();
        }
        else
        {
            instances.Take(delivery.Properties);
        }

        delivery.Receipt.Acknowledge();
        return ValueTask.CompletedTask;
    }

    private void SetListening(bool listening)
    {
        if (listening)
        {
            view.ForgiveSilence();
            Ask();
        }

        _listening = listening;
    }

    private void Ask()
    {
        // One question is enough for all who want one.
        lock (_ask)
        {
            if (_ask.CurrentCount == 0) _ask.Release();
        }
    }

    private async Task AskAsync(CancellationToken stopping)
    {
        while (true)
        {
            await _ask.WaitAsync(stopping);
            var question = new AwaitedMessage { Exchange = Topology.Control };
            question.Message[Fields.Kind] = ControlKinds.Snapshot;
            var outcome = await publisher.PublishAndWaitAsync(question, lane: 0, stopping);
            if (outcome == PublishOutcome.Confirmed) continue;
            Log.NotAsked(logger, outcome);
            await Task.Delay(ControlKinds.HeartbeatInterval, time, stopping);
            Ask();
        }
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(ControlKinds.HeartbeatInterval, time);
        while (await timer.WaitForNextTickAsync(stopping))
            if (_listening) view.EndSilent();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The live sessions could not be asked for ({Outcome}); trying again.")]
        public static partial void NotAsked(ILogger logger, PublishOutcome outcome);
    }
}
