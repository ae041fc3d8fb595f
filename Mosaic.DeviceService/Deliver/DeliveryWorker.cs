using System.Diagnostics;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.DeadLetters;
using Mosaic.DeviceService.Telemetry;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Takes one lane after the other and posts the messages at its head; decides what becomes of them.</summary>
internal sealed partial class DeliveryWorker(
    DeliveryLanes lanes,
    HiveGate gate,
    IHivePoster poster,
    IDeadLetterWriter deadLetters,
    TrialMemory trials,
    DeviceServiceMetrics metrics,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<DeliveryWorker> logger)
{
    private static readonly List<Activity> NoActivities = [];

    private readonly DeliveryOptions _options = options.Value;

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var batch = new DeliveryBatch(_options.Batch.MaxMessages, _options.Batch.MaxBytes);
        try
        {
            while (true)
            {
                await ServeOneAsync(batch, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is not acknowledged is delivered again, here or elsewhere.
        }
    }

    private async Task ServeOneAsync(DeliveryBatch batch, CancellationToken stopping)
    {
        // 1. A device's turn.
        var first = await lanes.TakeAsync(stopping);

        // 2. Is the Hive Backend there at all?
        var probe = await gate.EnterAsync(stopping);

        // 3. The messages at the head of its lane, and of others where there is room.
        batch.Clear();
        if (!batch.TryAdd(lanes, first))
        {
            gate.Abandon(probe);
            lanes.Release(first);
            return;
        }

        AddOthers(batch);

        // 4. The post, 5. what follows from its answer.
        try
        {
            var started = time.GetTimestamp();
            var answer = await PostAsync(batch, stopping);
            gate.Report(probe, batch.Items[0].Device, answer);
            var verdict = answer.Verdict;
            metrics.Posted(NameOf(verdict), batch.Items.Count, time.GetElapsedTime(started));
            if (batch.Items.Count == 1)
            {
                await SettleAsync(batch, verdict, answer, started, stopping);
            }
            else
            {
                Settle(batch, verdict);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // A fault of ours. The messages stay where they are and are tried again.
            gate.Abandon(probe);
            Log.Failed(logger, e);
            foreach (var (lane, _) in batch.Lanes)
            {
                _ = lanes.PostponeAsync(lane, _options.LongestRetryDelay, stopping);
            }
        }
    }

    // Up to the first lane that adds nothing, be its next message too large or one that goes alone: others are not to wait for this post.
    private void AddOthers(DeliveryBatch batch)
    {
        while (batch.HasRoom && lanes.TryTake(out var another))
        {
            if (batch.TryAdd(lanes, another!))
            {
                continue;
            }

            lanes.Release(another!);
            return;
        }
    }

    private async Task<PostAnswer> PostAsync(DeliveryBatch batch, CancellationToken stopping)
    {
        // A batch has several traces and its post goes into one: the first message's. The others' spans link to it.
        using var activity = MessagingTelemetry.StartProcess(batch.Items[0].Queue, batch.Items[0].Properties);
        List<Activity> others = activity is null || batch.Items.Count == 1 ? NoActivities : StartOthers(batch, activity);
        var answer = await poster.PostAsync(batch.ToPost(), stopping);
        if (activity is not null && answer.Verdict != DeliveryVerdict.Delivered)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }

        foreach (var other in others)
        {
            other.SetStatus(activity!.Status).Stop();
        }

        return answer;
    }

    private static List<Activity> StartOthers(DeliveryBatch batch, Activity first)
    {
        List<Activity> others = [.. batch.Items.Skip(1).Select(item => MessagingTelemetry.StartProcess(item.Queue, item.Properties, first)).OfType<Activity>()];
        Activity.Current = first;
        return others;
    }

    private void Settle(DeliveryBatch batch, DeliveryVerdict verdict)
    {
        var next = 0;
        foreach (var (lane, count) in batch.Lanes)
        {
            for (var i = 0; i < count; i++, next++)
            {
                if (verdict == DeliveryVerdict.Delivered)
                {
                    Finish(lane, batch.Items[next], acknowledge: true);
                }
                else
                {
                    batch.Items[next].Alone = true;
                }
            }

            lanes.Release(lane);
        }
    }

    private async Task SettleAsync(DeliveryBatch batch, DeliveryVerdict verdict, PostAnswer answer, long started, CancellationToken stopping)
    {
        var item = batch.Items[0];
        var lane = batch.Lanes[0].Lane;

        if (verdict == DeliveryVerdict.Delivered)
        {
            Finish(lane, item, acknowledge: true);
            lanes.Release(lane);
        }
        else if (verdict == DeliveryVerdict.Reject)
        {
            await DeadLetterAsync(lane, item, new DeadLetterCause(DeadLetterCause.Rejected, answer.Status, answer.Detail, item.Failures + 1));
        }
        else
        {
            trials.Fail(item, started);
            if (time.GetElapsedTime(item.FirstTriedAt) >= _options.RetryLimit)
            {
                await DeadLetterAsync(lane, item, new DeadLetterCause(DeadLetterCause.RetryLimit, answer.Status, answer.Detail, item.Failures));
            }
            else
            {
                Postpone(lane, item, answer, stopping);
            }
        }
    }

    private void Postpone(DeviceLane lane, DeliveryItem item, PostAnswer answer, CancellationToken stopping)
    {
        Log.Postponed(logger, item.Id, item.Device, item.Failures, answer.Status);

        // While the whole Hive Backend is down the gate sets the pace, and whoever comes first is the probe.
        var delay = gate.IsDown
            ? TimeSpan.Zero
            : _options.RetryDelay(item.Failures, Random.Shared.NextDouble());
        if (answer.RetryAfter is { } asked && asked > delay)
        {
            delay = asked;
        }

        if (delay == TimeSpan.Zero)
        {
            lanes.Release(lane);
        }
        else
        {
            _ = lanes.PostponeAsync(lane, delay, stopping);
        }
    }

    private async Task DeadLetterAsync(DeviceLane lane, DeliveryItem item, DeadLetterCause cause)
    {
        var stored = await deadLetters.WriteAsync(item.Properties, item.Data, cause, item.ChannelClosed);
        if (stored)
        {
            metrics.DeadLettered(cause.Reason);
        }

        Finish(lane, item, acknowledge: stored);
        lanes.Release(lane);
    }

    private void Finish(DeviceLane lane, DeliveryItem item, bool acknowledge)
    {
        if (acknowledge)
        {
            item.Acknowledge();
            trials.Forget(item);
        }
        else
        {
            item.Abandon();
        }

        lanes.RemoveHead(lane);
        item.Release();
    }

    private static string NameOf(DeliveryVerdict verdict) => verdict switch
    {
        DeliveryVerdict.Delivered => "delivered",
        DeliveryVerdict.Retry => "failed",
        _ => "rejected",
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Delivering failed by a fault of this service; the messages are tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Debug, "The message '{Id}' of device {Device} was not taken at try {Try} (status {Status}); it is tried again.")]
        public static partial void Postponed(ILogger logger, string id, Guid device, int @try, int status);
    }
}
