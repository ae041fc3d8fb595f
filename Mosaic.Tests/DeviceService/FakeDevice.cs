using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Mosaic.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mosaic.Tests.DeviceService;

/// <summary>Stands in RabbitMQ where a device's live session would: sends what it sends, gets what it gets.</summary>
internal sealed class FakeDevice : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private FakeDevice(IConnection connection, IChannel channel)
    {
        _connection = connection;
        _channel = channel;
    }

    internal Guid Id { get; } = Guid.NewGuid();

    /// <summary>What came for it.</summary>
    internal ConcurrentQueue<Arrived> Received { get; } = new();

    /// <summary>What it does with what comes.</summary>
    internal Func<Arrived, Task> Handle { get; set; } = _ => Task.CompletedTask;

    internal static async Task<FakeDevice> CreateAsync(string broker, bool connected = true)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await TopologyDeclaration.DeclareAsync(connection, 8, default);
        var device = new FakeDevice(connection, channel);
        if (connected)
        {
            await device.ConnectAsync();
        }

        return device;
    }

    /// <summary>Publishes an event as the WebSocket Service does.</summary>
    internal Task SendAsync(string id, string data, string type = "test", Dictionary<string, object?>? more = null) => PublishAsync(
        new Dictionary<string, object?>(more ?? [])
        {
            ["kind"] = "event",
            ["id"] = id,
            ["type"] = type,
            ["specversion"] = "1.0",
            ["source"] = $"/devices/{Id}",
            ["device"] = Id.ToString("D"),
        }, Encoding.UTF8.GetBytes(data));

    internal async Task PublishAsync(Dictionary<string, object?> headers, byte[] body) =>
        await _channel.BasicPublishAsync(Topology.DeviceToHive, Topology.PartitionOf(Id, 8).ToString(CultureInfo.InvariantCulture), true,
            new BasicProperties { Headers = headers, DeliveryMode = DeliveryModes.Persistent }, body);

    /// <summary>Confirms a request.</summary>
    internal async Task ConfirmAsync(Arrived request, int status, string data, Guid? device = null, string? replyTo = null, bool binary = false) =>
        await _channel.BasicPublishAsync("", request.Properties.ReplyTo!, false, new BasicProperties
        {
            Type = "confirmation",
            ReplyTo = replyTo,
            Headers = new Dictionary<string, object?>
            {
                ["kind"] = "confirmation",
                ["id"] = Guid.NewGuid().ToString("D"),
                ["type"] = MessageTypes.DeviceConfirmation,
                ["specversion"] = "1.0",
                ["source"] = $"/devices/{Id}",
                ["device"] = (device ?? Id).ToString("D"),
                ["session"] = "s-1",
                ["requestid"] = request.Text("id"),
                ["status"] = (long)status,
                [binary ? "x-mosaic-binary" : "x-not"] = true,
            },
        }, Encoding.UTF8.GetBytes(data));

    /// <summary>Confirms a durable request, as the WebSocket Service passes that on: to the partition, marked.</summary>
    internal async Task ConfirmDurablyAsync(Arrived request, int status, string data, string id = "c-1", bool binary = false)
    {
        var confirmation = new Message();
        DurableAnswer.Mark(confirmation);
        await _channel.BasicPublishAsync(Topology.DeviceToHive, Topology.PartitionOf(Id, 8).ToString(CultureInfo.InvariantCulture), true, new BasicProperties
        {
            Type = "confirmation",
            DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?>(confirmation.Headers)
            {
                ["kind"] = "confirmation",
                ["id"] = id,
                ["type"] = MessageTypes.DeviceConfirmation,
                ["specversion"] = "1.0",
                ["source"] = $"/devices/{Id}",
                ["device"] = Id.ToString("D"),
                ["session"] = "s-1",
                ["requestid"] = request.Text("id"),
                ["status"] = (long)status,
                [binary ? "x-mosaic-binary" : "x-not"] = true,
            },
        }, Encoding.UTF8.GetBytes(data));
    }

    /// <summary>A queue of its own, where it hears what became of its confirmations.</summary>
    internal async Task<string> ListenAsync() => (await _channel.QueueDeclareAsync()).QueueName;

    /// <summary>What is said there next.</summary>
    internal async Task<ConfirmationTaken> HearAsync(string queue)
    {
        BasicGetResult? said = null;
        await Eventually.True(async () => (said = await _channel.BasicGetAsync(queue, autoAck: true)) is not null, ServiceHost.Patience);
        return ConfirmationTaken.Read(said!.BasicProperties)!;
    }

    /// <summary>Begins to take what is sent to it.</summary>
    internal async Task ConnectAsync()
    {
        var queue = (await _channel.QueueDeclareAsync()).QueueName;
        await _channel.QueueBindAsync(queue, Topology.HiveToDevice, Topology.DeviceKey(Id));
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            var arrived = new Arrived(new BasicProperties(delivery.BasicProperties), delivery.Body.ToArray());
            Received.Enqueue(arrived);
            await Handle(arrived);
        };
        await _channel.BasicConsumeAsync(queue, autoAck: true, consumer);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    internal sealed record Arrived(BasicProperties Properties, byte[] Body)
    {
        internal string? Text(string header) =>
            Properties.Headers!.TryGetValue(header, out var value) && value is byte[] text ? Encoding.UTF8.GetString(text) : null;
    }
}
