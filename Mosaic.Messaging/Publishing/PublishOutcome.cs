namespace Mosaic.Messaging;

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
