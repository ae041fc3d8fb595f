using System.Diagnostics;

namespace Mosaic.Messaging;

/// <summary>A message on its way to RabbitMQ. Belongs to the publisher from the call until <see cref="Completed"/>.</summary>
public abstract class OutgoingMessage
{
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
        MessagingTelemetry.StopPublish(this, outcome);
        Completed(outcome);
    }
}
