using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mosaic.Tests.WebSocketService;

/// <summary>Stands in for the Device Service: takes everything from a queue and keeps it.</summary>
internal sealed class PartitionRecorder : IAsyncDisposable
{
    private readonly ConcurrentQueue<Recorded> _recorded = new();
    private readonly IConnection _connection;

    private PartitionRecorder(IConnection connection) => _connection = connection;

    public static async Task<PartitionRecorder> StartAsync(VirtualHost broker, string queue)
    {
        var recorder = new PartitionRecorder(await broker.ConnectAsync());
        var channel = await recorder._connection.CreateChannelAsync();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            recorder._recorded.Enqueue(new Recorded(new BasicProperties(delivery.BasicProperties), delivery.Body.ToArray()));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return recorder;
    }

    /// <summary>Everything of one device so far.</summary>
    public IReadOnlyList<Recorded> Of(Guid device) => [.. _recorded.Where(recorded => recorded.Text("device") == device.ToString())];

    /// <summary>The device's messages without presence, when there are so many.</summary>
    public async Task<IReadOnlyList<Recorded>> MessagesAsync(Guid device, int count)
    {
        await Eventually.True(() => Messages(device).Count >= count, ServiceHost.Patience);
        return Messages(device);
    }

    /// <summary>The device's presence events, when there are so many.</summary>
    public async Task<IReadOnlyList<Recorded>> PresenceAsync(Guid device, int count)
    {
        await Eventually.True(() => Presence(device).Count >= count, ServiceHost.Patience);
        return Presence(device);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private List<Recorded> Messages(Guid device) => [.. Of(device).Where(recorded => !recorded.IsPresence)];

    private List<Recorded> Presence(Guid device) => [.. Of(device).Where(recorded => recorded.IsPresence)];
}

/// <summary>One message as RabbitMQ delivered it.</summary>
internal sealed record Recorded(BasicProperties Properties, byte[] Body)
{
    public JsonElement Json { get; } = Parse(Properties, Body);

    public bool IsPresence => Text("type") is MessageTypes.DeviceConnected or MessageTypes.DeviceDisconnected;

    public string? Text(string field) => Json.TryGetProperty(field, out var value) ? value.GetString() : null;

    public string? Reason => Json.GetProperty("data").TryGetProperty("reason", out var reason) ? reason.GetString() : null;

    private static JsonElement Parse(BasicProperties properties, byte[] body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, AmqpJson.WriterOptions);
        MessageWriter.Write(json, properties, body);
        json.Flush();
        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }
}
