using System.Collections.Concurrent;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mosaic.Tests.DeviceService.Presence;

/// <summary>Says on the control exchange what instances would, and hears what is said there.</summary>
internal sealed class ControlSpeaker : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private ControlSpeaker(IConnection connection, IChannel channel)
    {
        _connection = connection;
        _channel = channel;
    }

    /// <summary>What was said since it listens.</summary>
    internal ConcurrentQueue<IReadOnlyBasicProperties> Heard { get; } = new();

    internal static Task<ControlSpeaker> StartAsync(VirtualHost host) => StartAsync(host.ConnectionString);

    internal static async Task<ControlSpeaker> StartAsync(string broker)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await TopologyDeclaration.DeclareAsync(connection, 8, default);
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        var speaker = new ControlSpeaker(connection, channel);
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, Topology.Control, "");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            speaker.Heard.Enqueue(new BasicProperties(delivery.BasicProperties));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return speaker;
    }

    internal async Task<SessionAnnouncement> BeginAsync(string instance, long epoch, Guid? device = null)
    {
        var session = new SessionAnnouncement(device ?? Guid.NewGuid(), Guid.NewGuid(), epoch, instance, DateTimeOffset.UtcNow, null);
        await SayAsync(session.WriteTo);
        return session;
    }

    internal async Task SayAsync(Action<Message> write)
    {
        var message = new Message();
        write(message);
        await _channel.BasicPublishAsync(Topology.Control, "", false, new BasicProperties { Headers = message.Headers, Type = message.Kind }, default(ReadOnlyMemory<byte>));
    }

    /// <summary>Waits until the watching instance has said something so often, from now on.</summary>
    internal async Task HearAsync(string kind, int times = 1)
    {
        var before = Count(kind);
        await Eventually.True(() => Count(kind) >= before + times, ServiceHost.Patience);
    }

    internal int Count(string kind) => Heard.Count(said => said.Type == kind);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
