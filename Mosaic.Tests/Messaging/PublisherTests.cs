using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mosaic.Tests.Messaging;

[Collection(RabbitMQTests.Name)]
public sealed class PublisherTests(RabbitMQFixture rabbitMQ)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ConcurrentQueue<(int Number, PublishOutcome Outcome)> _outcomes = new();

    [Fact]
    public async Task Message_ThatAQueueTakes_IsConfirmed()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var broker = host.OpenBroker(new MessagingOptions());
        await using var durable = Durable(broker);

        Assert.Equal(PublishOutcome.Confirmed, await durable.PublishAndWaitAsync(Awaited("0"), 0, default).WaitAsync(Patience));
    }

    [Fact]
    public async Task Message_ThatNoQueueTakes_IsReturnedWhenMandatory()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var broker = host.OpenBroker(new MessagingOptions());
        await using var live = await LiveAsync(broker);
        var dropped = Awaited("nobody");
        dropped.Mandatory = false;

        Assert.Equal(PublishOutcome.Returned, await live.PublishAndWaitAsync(Awaited("nobody"), 0, default).WaitAsync(Patience));
        Assert.Equal(PublishOutcome.Confirmed, await live.PublishAndWaitAsync(dropped, 0, default).WaitAsync(Patience));
        Assert.Equal(PublishOutcome.Confirmed, await live.PublishAndWaitAsync(Awaited("0"), 0, default).WaitAsync(Patience));
    }

    [Fact]
    public async Task LiveMessage_WithoutABroker_IsUnavailableAtOnce()
    {
        await using var broker = Closed();
        await using var live = new LivePublisher(broker, Options.Create(new MessagingOptions()), TimeProvider.System, NullLogger<LivePublisher>.Instance);
        await live.StartAsync(default);

        var outcome = live.PublishAndWaitAsync(Awaited("0"), 0, default);

        Assert.Equal(PublishOutcome.Unavailable, await outcome.WaitAsync(Patience));
    }

    [Fact]
    public async Task Stop_WithoutABrokerAndWithNothingToSend_WaitsForNothing()
    {
        await using var broker = Closed();
        var stopped = new FakeTimeProvider();
        var durable = new DurablePublisher(broker, Options.Create(new MessagingOptions()), stopped, NullLogger<DurablePublisher>.Instance);
        await durable.StartAsync(default);

        await durable.DisposeAsync().AsTask().WaitAsync(Patience);
    }

    [Fact]
    public async Task DurableMessage_WithoutABroker_IsUnavailableWhenTheTimeForRecoveryIsOver()
    {
        await using var broker = Closed();
        await using var durable = Durable(broker, new MessagingOptions { RecoveryTimeout = TimeSpan.Zero });

        Assert.Equal(PublishOutcome.Unavailable, await durable.PublishAndWaitAsync(Awaited("0"), 0, default).WaitAsync(Patience));
    }

    [Fact]
    public async Task Messages_OfOneLane_KeepTheirOrder()
    {
        const int Count = 10_000;
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var broker = host.OpenBroker(new MessagingOptions());
        await using (var durable = Durable(broker))
        {
            for (var number = 0; number < Count; number++)
            {
                await durable.PublishAsync(Noted(number, number % 4), number % 4, default);
            }

            await Eventually.True(() => _outcomes.Count == Count, Patience);
        }

        Assert.All(_outcomes, outcome => Assert.Equal(PublishOutcome.Confirmed, outcome.Outcome));
        for (var partition = 0; partition < 4; partition++)
        {
            Assert.Equal(Enumerable.Range(0, Count).Where(number => number % 4 == partition), await ReadAsync(host, partition, Count / 4));
        }
    }

    [Fact]
    public async Task DurableMessages_RabbitMQClosesTheConnection_AllArriveInOrder()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var broker = host.OpenBroker(new MessagingOptions { Instance = "closed" });
        await using var durable = Durable(broker);
        using var enough = new CancellationTokenSource();
        var publishing = PublishUntilAsync(durable, enough.Token);

        await host.CloseConnectionsAsync("mosaic.publish.closed");
        var before = _outcomes.Count;
        await Eventually.True(() => _outcomes.Count > before + 2000, Patience);
        await enough.CancelAsync();

        await AssertAllArrivedAsync(host, await publishing);
    }

    [Fact]
    public async Task DurableMessages_TheConnectionIsCutAgainAndAgain_AllArriveInOrder()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var proxy = new CuttingProxy(host.ConnectionString);
        await using var broker = new Mosaic.Messaging.Broker(
            new ConnectionFactory { Uri = proxy.Address, AutomaticRecoveryEnabled = false }, Options.Create(new MessagingOptions()), TimeProvider.System, NullLogger<BrokerConnection>.Instance);
        await using var durable = Durable(broker);
        using var enough = new CancellationTokenSource();
        var publishing = PublishUntilAsync(durable, enough.Token);

        for (var cut = 0; cut < 8; cut++)
        {
            var before = _outcomes.Count;
            await Eventually.True(() => _outcomes.Count > before + (cut * 100), Patience);
            proxy.Cut();
        }

        var last = _outcomes.Count;
        await Eventually.True(() => _outcomes.Count > last + 2000, Patience);
        await enough.CancelAsync();

        await AssertAllArrivedAsync(host, await publishing);
    }

    [Theory]
    [InlineData("short string")]
    [InlineData("routing key")]
    [InlineData("no type of AMQP")]
    [InlineData("long key")]
    [InlineData("frame")]
    [InlineData("frame with x-empty")]
    public async Task Message_ThatCannotBeEncoded_EndsAloneAndIsNeverSent(string how)
    {
        const int Count = 300;
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var broker = host.OpenBroker(new MessagingOptions());
        await using var durable = Durable(broker);
        var connection = await broker.Publishing.OpenAsync(default);
        var invalid = new List<NotedMessage>();

        for (var number = 0; number < Count; number++)
        {
            var message = Noted(number, 0);
            if (number % 50 == 10)
            {
                invalid.Add(Spoil(message, how));
            }

            await durable.PublishAsync(message, 0, default);
        }

        await Eventually.True(() => _outcomes.Count == Count, Patience);
        Assert.All(_outcomes, outcome => Assert.Equal(outcome.Number % 50 == 10 ? PublishOutcome.Invalid : PublishOutcome.Confirmed, outcome.Outcome));
        Assert.All(invalid, message => Assert.False(string.IsNullOrEmpty(message.Error?.Detail)));
        Assert.Same(connection, await broker.Publishing.OpenAsync(default)); // RabbitMQ has closed nothing.
        Assert.Equal(Enumerable.Range(0, Count).Where(number => number % 50 != 10), await ReadAsync(host, 0, Count - invalid.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PooledMessages_ThroughExpiryAndLostConnections_EndOnceAndAreNeverMixedUp(bool isDurable)
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var proxy = new CuttingProxy(host.ConnectionString);
        await using var broker = new Mosaic.Messaging.Broker(
            new ConnectionFactory { Uri = proxy.Address, AutomaticRecoveryEnabled = false }, Options.Create(new MessagingOptions()), TimeProvider.System, NullLogger<BrokerConnection>.Instance);

        // Everything is given up at once, again and again, while the channel is opened and written to.
        var options = Options.Create(new MessagingOptions { PublishChannels = 2, PublishWindow = 32, ConfirmTimeout = TimeSpan.FromMilliseconds(500), RecoveryTimeout = TimeSpan.FromSeconds(1) });
        var time = new HurriedTime();
        await using Publisher publisher = isDurable
            ? new DurablePublisher(broker, options, time, NullLogger<DurablePublisher>.Instance)
            : new LivePublisher(broker, options, time, NullLogger<LivePublisher>.Instance);
        await publisher.StartAsync(default);
        var pool = new MessagePool();
        using var enough = new CancellationTokenSource();
        var publishing = Enumerable.Range(0, 4).Select(lane => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await publisher.PublishAsync(pool.Rent(), lane, default).AsTask().WaitAsync(Patience);
            }
        })).ToArray();

        for (var cut = 0; cut < 20; cut++)
        {
            var (ended, confirmed) = (pool.Ended, pool.Confirmed);
            await Eventually.True(() => pool.Ended > ended + 200 && pool.Confirmed > confirmed + 50, Patience);
            proxy.Cut();
        }

        await enough.CancelAsync();
        await Task.WhenAll(publishing);
        await Eventually.True(() => pool.Ended == pool.Rented, Patience);
        Assert.Equal(0, pool.EndedTwice);
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        var arrived = new ConcurrentQueue<(string? Property, string Header, string Body)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, got) =>
        {
            arrived.Enqueue((got.BasicProperties.MessageId, Encoding.UTF8.GetString((byte[])got.BasicProperties.Headers!["id"]!), Encoding.UTF8.GetString(got.Body.Span)));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(Topology.PartitionQueue(0), autoAck: true, consumer);
        await Eventually.True(() => arrived.Count >= pool.Confirmed, Patience);
        Assert.All(arrived, one => Assert.Equal((one.Property, one.Property), (one.Header, one.Body)));
    }

    private static NotedMessage Spoil(NotedMessage message, string how)
    {
        var headers = message.Message.Headers;
        switch (how)
        {
            case "short string": headers[Fields.RequestId] = new string('r', 300); break;
            case "routing key": message.RoutingKey = new string('k', 300); break;
            case "no type of AMQP": headers["x"] = new object(); break;
            case "long key": headers["x"] = new Dictionary<string, object?> { [new string('k', 300)] = 1L }; break;
            case "frame": headers["x"] = new string('x', 131_072); break;
            default: headers["x"] = Enumerable.Range(0, 23_000).Select(_ => (object?)new List<object?>()).ToList(); break;
        }

        return message;
    }

    private async Task<int> PublishUntilAsync(DurablePublisher durable, CancellationToken enough)
    {
        var number = 0;
        await Task.Run(async () =>
        {
            // Not faster than they are confirmed: hours of it would fit into the time a connection takes to be seen.
            for (; !enough.IsCancellationRequested; number++)
            {
                await durable.PublishAsync(Noted(number, 0), 0, default).AsTask().WaitAsync(Patience, CancellationToken.None);
                if (number % 500 == 0)
                {
                    await Eventually.True(() => _outcomes.Count > number - 1000, Patience);
                }
            }
        }, CancellationToken.None);
        return number;
    }

    private async Task AssertAllArrivedAsync(VirtualHost host, int count)
    {
        await Eventually.True(() => _outcomes.Count == count, Patience);
        Assert.All(_outcomes, outcome => Assert.Equal(PublishOutcome.Confirmed, outcome.Outcome));
        Assert.Equal(Enumerable.Range(0, count), (await ReadAsync(host, 0, count)).Distinct());
    }

    private static async Task<List<int>> ReadAsync(VirtualHost host, int partition, int count)
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        var numbers = new ConcurrentQueue<int>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            numbers.Enqueue(int.Parse(delivery.BasicProperties.MessageId!, CultureInfo.InvariantCulture));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(Topology.PartitionQueue(partition), autoAck: true, consumer);
        await Eventually.True(() => numbers.Distinct().Count() >= count, Patience);
        return [.. numbers];
    }

    private static Mosaic.Messaging.Broker Closed() => new(
        new ConnectionFactory { Uri = new Uri("amqp://127.0.0.1:1") }, Options.Create(new MessagingOptions()), TimeProvider.System, NullLogger<BrokerConnection>.Instance);

    private static DurablePublisher Durable(Mosaic.Messaging.Broker broker, MessagingOptions? options = null)
    {
        var durable = new DurablePublisher(broker, Options.Create(options ?? new MessagingOptions()), TimeProvider.System, NullLogger<DurablePublisher>.Instance);
        durable.StartAsync(default);
        return durable;
    }

    private static async Task<LivePublisher> LiveAsync(Mosaic.Messaging.Broker broker)
    {
        var live = new LivePublisher(broker, Options.Create(new MessagingOptions()), TimeProvider.System, NullLogger<LivePublisher>.Instance);
        await live.StartAsync(default);
        await Eventually.True(async () => await live.PublishAndWaitAsync(Awaited("0"), 0, default) == PublishOutcome.Confirmed, Patience);
        return live;
    }

    private static AwaitedMessage Awaited(string routingKey) => new() { Exchange = Topology.DeviceToHive, RoutingKey = routingKey, Mandatory = true };

    private NotedMessage Noted(int number, int partition)
    {
        var message = new NotedMessage(number, _outcomes) { Exchange = Topology.DeviceToHive, RoutingKey = $"{partition}", Mandatory = true, Persistent = true };
        message.Message[Fields.Id] = $"{number}";
        return message;
    }
}
