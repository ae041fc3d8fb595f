namespace Mosaic.Messaging;

/// <summary>An AMQP value has no JSON form, or a JSON value no AMQP form; the message says which and where.</summary>
public sealed class AmqpMappingException(string message) : Exception(message);
