using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;

namespace Mosaic.Tests.DeviceService.Rebalancing;

/// <summary>Devices in every partition, that send numbered messages; and the backends that the instances deliver them to.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const int Partitions = 8;

    private readonly string _broker;
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly List<FakeHive> _hives = [];
    private readonly Guid[] _devices;
    private readonly ConcurrentDictionary<(Guid Device, int Number), string> _first = new();
    private int _rounds;
    private int _posts;

    private Fleet(string broker, IConnection connection, IChannel channel)
    {
        _broker = broker;
        _connection = connection;
        _channel = channel;
        _devices = [.. Enumerable.Range(0, Partitions).SelectMany(partition => InPartition(partition, 3))];
    }

    /// <summary>Every delivery to every backend, as they came.</summary>
    internal ConcurrentQueue<(string Instance, Guid Device, int Number)> Delivered { get; } = new();

    internal static async Task<Fleet> CreateAsync(VirtualHost host)
    {
        var connection = await host.ConnectAsync();
        await TopologyDeclaration.DeclareAsync(connection, Partitions, default);
        return new Fleet(host.ConnectionString, connection, await connection.CreateChannelAsync(new CreateChannelOptions(true, true)));
    }

    /// <summary>Starts an instance with a backend of its own, so that it shows who delivers.</summary>
    internal async Task<ServiceHost> JoinAsync(string instance, params string[] settings)
    {
        var hive = await FakeHive.StartAsync();
        _hives.Add(hive);
        hive.Answer = (received, context) =>
        {
            // Every eleventh post fails, so that there are always messages that wait for another try.
            context.Response.StatusCode = Interlocked.Increment(ref _posts) % 11 == 0 ? 500 : 204;
            if (context.Response.StatusCode == 500)
            {
                return Task.CompletedTask;
            }

            foreach (var one in received.Json.ValueKind == JsonValueKind.Array ? received.Json.EnumerateArray().ToArray() : [received.Json])
            {
                var (device, number) = (one.GetProperty("device").GetGuid(), int.Parse(one.GetProperty("id").GetString()!, CultureInfo.InvariantCulture));
                Delivered.Enqueue((instance, device, number));
                _first.TryAdd((device, number), instance);
            }

            return Task.CompletedTask;
        };
        return await ServiceHost.StartAsync(_broker, hive.Address, [$"--Messaging:Instance={instance}", "--Sharing:Heartbeat=00:00:00.1", .. settings]);
    }

    /// <summary>Sends a message from each device.</summary>
    /// <returns>Their number.</returns>
    internal async Task<int> SendAsync()
    {
        var number = _rounds++;
        foreach (var device in _devices)
        {
            await _channel.BasicPublishAsync(Topology.DeviceToHive, Topology.PartitionOf(device, Partitions).ToString(CultureInfo.InvariantCulture), true,
                new BasicProperties { Headers = Headers(device, number), DeliveryMode = DeliveryModes.Persistent }, "{}"u8.ToArray());
        }

        return number;
    }

    /// <summary>Sends on and on, as fast as it is delivered.</summary>
    internal async Task SendUntilAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await SendAsync();
            await Eventually.True(() => (_rounds * _devices.Length) - _first.Count < 1000 || enough.IsCancellationRequested, ServiceHost.Patience);
        }
    }

    /// <summary>Tells the instances that another delivers.</summary>
    internal ValueTask AnnounceAsync(string instance) => _channel.BasicPublishAsync(Topology.Control, "", false, new BasicProperties
    {
        Type = ControlKinds.Consuming,
        Headers = new Dictionary<string, object?> { [ControlKinds.InstanceField] = instance },
    }, default);

    /// <summary>Whether everything sent has been delivered.</summary>
    internal bool IsAllDelivered => _first.Count == _rounds * _devices.Length;

    /// <summary>Sends until the messages of each partition are delivered by who <paramref name="owners"/> says, in turn.</summary>
    internal Task SharedAsync(params string[] owners) => Eventually.True(async () =>
    {
        var number = await SendAsync();
        await Eventually.True(() => IsAllDelivered, ServiceHost.Patience);
        return _devices.All(device => _first[(device, number)] == owners[Topology.PartitionOf(device, Partitions) % owners.Length]);
    }, ServiceHost.Patience);

    /// <summary>A message may come twice, but none before all earlier ones of its device have come.</summary>
    internal void AssertOrder()
    {
        var all = Enumerable.Range(0, _rounds).ToArray();
        Assert.All(_devices, device => Assert.Equal(all, Delivered.Where(one => one.Device == device).Select(one => one.Number).Distinct()));
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
        foreach (var hive in _hives)
        {
            await hive.DisposeAsync();
        }
    }

    private static IEnumerable<Guid> InPartition(int partition, int count) =>
        Enumerable.Repeat(0, int.MaxValue).Select(_ => Guid.NewGuid()).Where(device => Topology.PartitionOf(device, Partitions) == partition).Take(count);

    private static Dictionary<string, object?> Headers(Guid device, int number) => new()
    {
        ["kind"] = "event",
        ["id"] = number.ToString(CultureInfo.InvariantCulture),
        ["type"] = "test",
        ["specversion"] = "1.0",
        ["source"] = $"/devices/{device}",
        ["device"] = device.ToString("D"),
    };
}
