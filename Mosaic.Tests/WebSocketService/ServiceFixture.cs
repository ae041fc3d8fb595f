using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;

namespace Mosaic.Tests.WebSocketService;

/// <summary>A service and what it publishes, for the tests that need no settings of their own.</summary>
public sealed class ServiceFixture(RabbitMQFixture rabbitMQ) : IAsyncLifetime
{
    internal const int MaxMessageBytes = 64 * 1024;

    private IConnection? _connection;

    internal VirtualHost Broker { get; private set; } = null!;

    internal ServiceHost Host { get; private set; } = null!;

    internal PartitionRecorder Partition { get; private set; } = null!;

    internal TestIssuer Issuer { get; } = new();

    internal IChannel Channel { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Broker = await rabbitMQ.CreateVirtualHostAsync();
        Host = await ServiceHost.StartAsync(Broker, Issuer, $"--Connections:MaxMessageBytes={MaxMessageBytes}");
        Partition = await PartitionRecorder.StartAsync(Broker, Topology.PartitionQueue(0));
        _connection = await Broker.ConnectAsync();
        Channel = await _connection.CreateChannelAsync();
    }

    public async Task DisposeAsync()
    {
        await _connection!.DisposeAsync();
        await Partition.DisposeAsync();
        await Host.DisposeAsync();
        await Broker.DisposeAsync();
    }

    /// <summary>Another service on the same broker.</summary>
    internal Task<ServiceHost> StartAnotherAsync(params string[] settings) => ServiceHost.StartAsync(Broker, Issuer, settings);

    /// <summary>Publishes to a device as the Device Service does.</summary>
    internal async Task PublishAsync(Guid device, string kind, string id, byte[] data, string? replyTo = null, DateTimeOffset? deadline = null)
    {
        var headers = new Dictionary<string, object?> { ["kind"] = kind, ["id"] = id, ["type"] = "org.example.set", ["device"] = device.ToString() };
        if (deadline is { } moment)
        {
            headers["deadline"] = Rfc3339.Format(moment);
        }

        await Channel.BasicPublishAsync(Topology.HiveToDevice, Topology.DeviceKey(device), mandatory: true,
            new BasicProperties { Type = kind, MessageId = id, ReplyTo = replyTo, Headers = headers }, data);
    }
}
