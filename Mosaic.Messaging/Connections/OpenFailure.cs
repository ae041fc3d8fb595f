using RabbitMQ.Client.Exceptions;

namespace Mosaic.Messaging;

/// <summary>Says in a line why a connection to RabbitMQ could not be opened.</summary>
internal static class OpenFailure
{
    /// <summary>What each node's attempt came to: the messages down to the cause, such as the socket's.</summary>
    internal static string Reason(Exception error) => error switch
    {
        // It only says that no node could be reached, and has the nodes' own exceptions inside.
        BrokerUnreachableException { InnerException: { } inner } => Reason(inner),
        AggregateException several => string.Join(" ", several.InnerExceptions.Select(Reason).Distinct()),
        { InnerException: { } inner } => $"{error.Message.TrimEnd('.')}: {Reason(inner)}",
        _ => error.Message.EndsWith('.') ? error.Message : $"{error.Message}.",
    };
}
