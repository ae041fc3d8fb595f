using RabbitMQ.Client;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Keeps what can not be delivered.</summary>
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
