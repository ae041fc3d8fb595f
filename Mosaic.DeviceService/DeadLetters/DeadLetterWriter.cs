using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Why a message is dead-lettered.</summary>
/// <param name="Reason">One of the constants here.</param>
/// <param name="Status">The HTTP status of the last answer; 0 when there was none.</param>
/// <param name="Detail">What the answer said, or what is wrong with the message.</param>
/// <param name="Attempts">How often it was posted.</param>
internal readonly record struct DeadLetterCause(string Reason, int Status, string? Detail, int Attempts)
{
    /// <summary>The Hive Backend refused it.</summary>
    public const string Rejected = "rejected";

    /// <summary>It was tried in vain for as long as <c>Delivery:RetryLimit</c> says.</summary>
    public const string RetryLimit = "retry_limit";

    /// <summary>It is no message of Mosaic's: no device, id or type, or a body that is not JSON.</summary>
    public const string InvalidMessage = "invalid_message";

    /// <summary>It was returned to its queue too often, or this service failed on it again and again.</summary>
    public const string DeliveryLimit = "delivery_limit";
}

/// <summary>Keeps what cannot be delivered.</summary>
internal interface IDeadLetterWriter
{
    /// <summary>Stores a message with its cause; tries until RabbitMQ confirms it.</summary>
    /// <param name="properties">The message's AMQP properties, as delivered.</param>
    /// <param name="body">Its AMQP body.</param>
    /// <param name="cause">Why.</param>
    /// <param name="channelClosed">Cancelled when RabbitMQ delivers the message again, so that nobody has to store this one.</param>
    /// <returns>True when stored; false when <paramref name="channelClosed"/> came first.</returns>
    Task<bool> WriteAsync(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, DeadLetterCause cause, CancellationToken channelClosed);
}

/// <summary>Moves messages to the dead letters.</summary>
internal sealed partial class DeadLetterWriter(DurablePublisher publisher, TimeProvider time, ILogger<DeadLetterWriter> logger) : IDeadLetterWriter
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public async Task<bool> WriteAsync(
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, DeadLetterCause cause, CancellationToken channelClosed)
    {
        try
        {
            var key = Guid.CreateVersion7(time.GetUtcNow());
            while (true)
            {
                var letter = Create(properties, body, cause, key);
                var outcome = await publisher.PublishAndWaitAsync(letter, lane: 0, channelClosed);
                if (outcome == PublishOutcome.Invalid)
                {
                    // No device's message is so; another program's can be. Its body and what names it are kept all the same.
                    Log.Reduced(logger, letter.Message.Id, letter.Error!.Detail);
                    letter = Create(properties, body, cause with { Detail = $"{cause.Detail} {letter.Error.Detail} Only what names the message is kept of its fields." }, key, reduced: true);
                    outcome = await publisher.PublishAndWaitAsync(letter, lane: 0, channelClosed);
                }

                if (outcome == PublishOutcome.Confirmed)
                {
                    Log.Written(logger, letter.Message.Id, letter.Message.GetString(Fields.Device), cause.Reason, cause.Status);
                    return true;
                }

                Log.Failed(logger, outcome);
                await Task.Delay(RetryDelay, time, channelClosed);
            }
        }
        catch (OperationCanceledException) when (channelClosed.IsCancellationRequested)
        {
            return false;
        }
    }

    private AwaitedMessage Create(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, DeadLetterCause cause, Guid key, bool reduced = false)
    {
        var letter = new AwaitedMessage { RoutingKey = Topology.DeadLetters, Persistent = true, Mandatory = true };
        var message = letter.Message;
        StoredMessage.CopyTo(properties, body, message);
        if (reduced)
        {
            StoredMessage.Reduce(message);
        }

        message[DeadLetter.ReasonHeader] = cause.Reason;
        message[DeadLetter.StatusHeader] = cause.Status == 0 ? null : (long)cause.Status;
        message[DeadLetter.DetailHeader] = cause.Detail;
        message[DeadLetter.AtHeader] = Rfc3339.Format(time.GetUtcNow());
        message[DeadLetter.AttemptsHeader] = (long)cause.Attempts;
        message[DeadLetter.KeyHeader] = key.ToString("D");
        return letter;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The message '{Id}' of device {Device} went to the dead letters: {Reason}, status {Status}.")]
        public static partial void Written(ILogger logger, string? id, string? device, string reason, int status);

        [LoggerMessage(3, LogLevel.Warning, "The message '{Id}' cannot be published as it came ({Reason}); only what names it goes to the dead letters with its body.")]
        public static partial void Reduced(ILogger logger, string? id, string reason);

        [LoggerMessage(2, LogLevel.Warning, "A dead letter could not be stored ({Outcome}); trying again.")]
        public static partial void Failed(ILogger logger, PublishOutcome outcome);
    }
}
