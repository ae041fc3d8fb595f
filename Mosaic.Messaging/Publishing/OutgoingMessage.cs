using System.Diagnostics;

namespace Mosaic.Messaging;

/// <summary>A message on its way to RabbitMQ. Belongs to the publisher from the call until <see cref="Completed"/>.</summary>
public abstract class OutgoingMessage
{
    private static readonly string[] OutcomeNames = [.. Enum.GetNames<PublishOutcome>().Select(name => name.ToLowerInvariant())];

    /// <summary>The exchange, one of <see cref="Topology"/>'s.</summary>
    public string Exchange { get; set; } = Topology.DefaultExchange;

    /// <summary>The routing key, at most 255 bytes.</summary>
    public string RoutingKey { get; set; } = "";

    /// <summary>Whether the message must survive a restart of RabbitMQ.</summary>
    public bool Persistent { get; set; }

    /// <summary>Whether a message that no queue takes comes back as <see cref="PublishOutcome.Returned"/> instead of being dropped.</summary>
    public bool Mandatory { get; set; }

    /// <summary>The queue that an answer goes to; AMQP <c>reply-to</c>.</summary>
    public string? ReplyTo { get; set; }

    /// <summary>The message itself.</summary>
    public Message Message { get; } = new();

    /// <summary>Why it cannot be published, after the outcome <see cref="PublishOutcome.Invalid"/>.</summary>
    public MessageError? Error { get; internal set; }

    internal Activity? Activity { get; set; }

    /// <summary>When the publisher took the message, as <see cref="Stopwatch.GetTimestamp"/>.</summary>
    internal long StartedAt { get; set; }

    /// <summary>
    /// Called once when the outcome is known, on a thread that serves the whole connection: be short, never block.
    /// From here on the publisher does not touch the message again.
    /// </summary>
    protected internal abstract void Completed(PublishOutcome outcome);

    internal void Finish(PublishOutcome outcome)
    {
        var activity = Activity;
        Activity = null;
        MessagingTelemetry.StopPublish(activity, StartedAt, OutcomeNames[(int)outcome], outcome is not (PublishOutcome.Confirmed or PublishOutcome.Returned));
        Completed(outcome);
    }
}

/// <summary>A message whose publisher awaits the outcome.</summary>
public sealed class AwaitedMessage : OutgoingMessage
{
    private readonly TaskCompletionSource<PublishOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The outcome; never faults.</summary>
    public Task<PublishOutcome> Outcome => _outcome.Task;

    /// <inheritdoc/>
    protected internal override void Completed(PublishOutcome outcome) => _outcome.TrySetResult(outcome);
}

/// <summary>How the publishing of one message ended. Exactly one for every message.</summary>
public enum PublishOutcome
{
    /// <summary>RabbitMQ has routed the message and taken responsibility for it.</summary>
    Confirmed,

    /// <summary>No queue was bound for its routing key; RabbitMQ has dropped it (AMQP 0-9-1 <c>basic.return</c>).</summary>
    Returned,

    /// <summary>RabbitMQ has refused it.</summary>
    Nacked,

    /// <summary>Handed to RabbitMQ, but neither confirmed nor refused in time or before the connection ended: it may be there.</summary>
    TimedOut,

    /// <summary>Never handed to RabbitMQ: there is no connection. Safe to try again.</summary>
    Unavailable,

    /// <summary>Never handed to RabbitMQ: it cannot be encoded (<see cref="OutgoingMessage.Error"/>), now or ever.</summary>
    Invalid,
}
