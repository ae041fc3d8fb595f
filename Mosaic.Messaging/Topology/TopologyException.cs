namespace Mosaic.Messaging;

/// <summary>RabbitMQ holds an exchange or queue of Mosaic's name with other properties. Somebody has to decide; nothing is retried.</summary>
public sealed class TopologyException(string message, Exception inner) : Exception(message, inner);
