using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.Requests;

/// <summary>
/// Tells the WebSocket Service that a confirmation is taken, so that it acks it to the device. Said once and not made sure
/// of: a confirmation of which this is not heard is published again, durably, and then acked.
/// </summary>
internal sealed partial class TakenReports(LivePublisher publisher, ILogger<TakenReports> logger)
{
    /// <summary>Reports a confirmation whose sender asks for it, with a <c>reply-to</c>. Returns at once.</summary>
    internal void Report(IReadOnlyBasicProperties confirmation)
    {
        if (confirmation.ReplyTo is { } sender
            && confirmation.Headers.Text(Fields.Session) is { } session
            && confirmation.Headers.Text(Fields.Id) is { } id)
            _ = ReportAsync(sender, new ConfirmationTaken(session, id), confirmation.Headers.Text(Fields.TraceParent));
    }

    private async Task ReportAsync(string sender, ConfirmationTaken taken, string? trace)
    {
        try
        {
            var message = new AwaitedMessage { RoutingKey = sender };
            taken.WriteTo(message.Message);
            message.Message[Fields.TraceParent] = trace;
            await publisher.PublishAsync(message, sender.GetHashCode(StringComparison.Ordinal), CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.NotReported(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "That a confirmation was taken could not be reported; it comes again.")]
        public static partial void NotReported(ILogger logger, Exception exception);
    }
}
