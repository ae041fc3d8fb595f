using RabbitMQ.Client;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>One dead letter as RabbitMQ delivers it.</summary>
/// <param name="Properties">Its AMQP properties and headers.</param>
/// <param name="Body">Its body; valid until its visitor returns.</param>
internal readonly record struct DeadLetter(IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body);
