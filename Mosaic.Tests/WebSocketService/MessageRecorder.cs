using System.Collections.Concurrent;
using System.Text;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mosaic.Tests.WebSocketService;

/// <summary>Takes what an exchange routes to a queue of its own, and says nothing.</summary>
internal sealed class MessageRecorder : IAsyncDisposable
{
    private readonly ConcurrentQueue<BasicProperties> _recorded = new();
    private readonly IConnection _connection;

    private MessageRecorder(IConnection connection) => _connection = connection;

    public static async Task<MessageRecorder> StartAsync(VirtualHost broker, string exchange, string routingKey)
    {
        var recorder = new MessageRecorder(await broker.ConnectAsync());
        var channel = await recorder._connection.CreateChannelAsync();
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, exchange, routingKey);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            recorder._recorded.Enqueue(new BasicProperties(delivery.BasicProperties));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return recorder;
    }

    public int Count(string kind) => _recorded.Count(properties => properties.Type == kind);

    /// <summary>What names a device.</summary>
    public IReadOnlyList<BasicProperties> Of(Guid device) =>
        [.. _recorded.Where(properties => properties.Headers?.TryGetValue(Fields.Device, out var value) == true && value is byte[] text && Encoding.UTF8.GetString(text) == device.ToString())];

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
