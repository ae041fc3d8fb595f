using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Api;
using Mosaic.DeviceService.Durable;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests;

/// <summary>Sends one request and finds out how it ends.</summary>
internal sealed partial class RequestSender(
    WaitingRequests waiting, LivePublisher publisher, IOptions<MessagingOptions> messaging, TimeProvider time, ILogger<RequestSender> logger)
{
    private readonly string _replies = Topology.RepliesQueue(messaging.Value.Instance);

    /// <summary>Makes the message that <see cref="RunAsync"/> sends.</summary>
    public AwaitedMessage Prepare(Guid device) => new()
    {
        Exchange = Topology.HiveToDevice,
        RoutingKey = Topology.DeviceKey(device),
        Mandatory = true,
        ReplyTo = _replies,
    };

    /// <summary>Sends a request and gives its outcome to all who wait for it. Ends when the outcome is known or nobody waits any more; never throws.</summary>
    public async Task RunAsync(WaitingRequest request, AwaitedMessage outgoing, TimeSpan timeout)
    {
        var started = time.GetTimestamp();
        try
        {
            var published = publisher.PublishAndWaitAsync(outgoing, request.Key.Device.GetHashCode(), CancellationToken.None);
            var outcome = await FindOutcomeAsync(request, published, timeout);
            End(request, outcome, await TakeConfirmationAsync(request), started);

            // The publisher may still hold the message; its buffer goes back only when it does not.
            await published;
            outgoing.Message.Clear();
        }
        catch (Exception e)
        {
            // A fault of ours: the callers are answered that nothing is known.
            Log.Failed(logger, e);
            waiting.Remove(request);
            End(request, RequestOutcome.Uncertain, null, started);
        }
    }

    private async Task<RequestOutcome> FindOutcomeAsync(WaitingRequest request, Task<PublishOutcome> published, TimeSpan timeout)
    {
        using var over = new CancellationTokenSource();
        var deadline = Task.Delay(timeout, time, over.Token);
        var silence = Task.Delay(CallLimit.Time, time, over.Token);
        try
        {
            // A confirmation can be here before RabbitMQ has confirmed the request.
            await Task.WhenAny(published, request.Confirmation, deadline, silence);
            if (!published.IsCompleted && !request.Confirmation.IsCompleted)
            {
                return RequestOutcome.Uncertain;
            }

            if (published.IsCompleted && Refused(await published) is { } refused)
            {
                return refused;
            }

            await Task.WhenAny(request.Confirmation, deadline);
            return published is { IsCompletedSuccessfully: true, Result: PublishOutcome.TimedOut } ? RequestOutcome.Uncertain : RequestOutcome.Unconfirmed;
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private static RequestOutcome? Refused(PublishOutcome outcome) => outcome switch
    {
        PublishOutcome.Returned => RequestOutcome.NotConnected,
        PublishOutcome.Invalid => RequestOutcome.Invalid,
        PublishOutcome.Nacked or PublishOutcome.Unavailable => RequestOutcome.NotTaken,
        _ => null,
    };

    // Out of the table first: from here on a confirmation is late. What was taken out by others just before is an answer yet.
    private async Task<DeviceConfirmation?> TakeConfirmationAsync(WaitingRequest request) =>
        waiting.Remove(request) ? null : await request.Confirmation;

    private void End(WaitingRequest request, RequestOutcome outcome, DeviceConfirmation? confirmation, long started) =>
        request.SetEnd(new RequestEnd(confirmation is null ? outcome : RequestOutcome.Confirmed, confirmation, time.GetElapsedTime(started)));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Sending a request failed by a fault of this service.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
