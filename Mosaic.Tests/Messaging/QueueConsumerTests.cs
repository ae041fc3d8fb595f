using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;

namespace Mosaic.Tests.Messaging;

[Collection(RabbitMQTests.Name)]
public sealed class QueueConsumerTests(RabbitMQFixture rabbitMQ)
{
    private const string Queue = "tests";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<(string Body, bool Redelivered)> _seen = new();

    [Fact]
    public async Task Deliveries_AllAcknowledged_LeaveTheQueueEmpty()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await PublishAsync(host, 5000);

        await ConsumeAsync(host, NoteAsync, () => _seen.Count == 5000);

        Assert.Equal(Enumerable.Range(0, 5000).Select(number => $"{number}"), _seen.Select(seen => seen.Body));
        Assert.Equal(0u, await CountAsync(host));
    }

    [Fact]
    public async Task Delivery_ThatTakesLong_DoesNotHoldUpTheAcknowledgementOfLaterOnes()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await PublishAsync(host, 100);
        DeliveryReceipt? slow = null;

        // Prefetch 10: the hundredth comes only when those before it, all behind the slow first, are acknowledged.
        await ConsumeAsync(host, delivery =>
        {
            if (slow is not null)
            {
                return NoteAsync(delivery);
            }

            slow = delivery.Receipt;
            _seen.Enqueue(("0", delivery.Redelivered));
            return ValueTask.CompletedTask;
        }, () =>
        {
            if (_seen.Count < 100)
            {
                return false;
            }

            slow!.Value.Acknowledge();
            return true;
        }, prefetch: 10);

        Assert.DoesNotContain(_seen, seen => seen.Redelivered);
        Assert.Equal(0u, await CountAsync(host));
    }

    [Fact]
    public async Task Handler_ThatThrows_GetsTheMessageAgainAndTheRestInOrder()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await PublishAsync(host, 10);
        var failed = false;

        await ConsumeAsync(host, delivery =>
        {
            if (Body(delivery) == "3" && !failed)
            {
                failed = true;
                throw new InvalidOperationException("On purpose.");
            }

            return NoteAsync(delivery);
        }, () => _seen.Any(seen => seen.Body == "9"));

        Assert.True(failed);
        Assert.Contains(_seen, seen => seen is { Body: "3", Redelivered: true });
        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"{number}"), _seen.Select(seen => seen.Body).Distinct());
        Assert.Equal(0u, await CountAsync(host));
    }

    [Fact]
    public async Task Handler_ThatAlwaysThrowsOnOneMessage_GetsItAFewTimesWithDelaysAndTheRestIsHandled()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await PublishAsync(host, 10);
        var time = new HurriedTime();
        var tries = new ConcurrentQueue<long>();

        await ConsumeAsync(host, delivery =>
        {
            if (Body(delivery) != "3")
            {
                return NoteAsync(delivery);
            }

            tries.Enqueue(time.GetTimestamp());
            throw new InvalidOperationException("On purpose.");
        }, () => _seen.Any(seen => seen.Body == "9"), time: time);

        Assert.Equal(5, tries.Count);
        Assert.Equal([0, 1, 2, 4, 5, 6, 7, 8, 9], _seen.Select(seen => int.Parse(seen.Body, CultureInfo.InvariantCulture)).Distinct());
        Assert.True(time.GetElapsedTime(tries.First(), tries.Last()) > TimeSpan.FromSeconds(6)); // 0.5 + 1 + 2 + 4, and timers may be a little early.
        Assert.Equal(0u, await CountAsync(host));
    }

    [Fact]
    public async Task Message_ReportedAsUnreadable_IsCountedAndLoggedOnceForItsKind()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await PublishAsync(host, 10);
        using var counted = new MetricCollector<long>(null, MessagingTelemetry.Name, "mosaic.messaging.unreadable");
        var log = new FakeLogger<QueueConsumer>();

        await ConsumeAsync(host, delivery =>
        {
            delivery.ReportUnreadable();
            return NoteAsync(delivery);
        }, () => _seen.Count == 10, logger: log);

        Assert.Equal(10, counted.GetMeasurementSnapshot().Count(measured => (string?)measured.Tags["messaging.destination.template"] == Queue));
        Assert.Single(log.Collector.GetSnapshot(), record => record.Id.Id == 6);
    }

    [Fact]
    public async Task Connection_Lost_WhatWasNotAcknowledgedComesAgain()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var proxy = new CuttingProxy(host.ConnectionString);
        await PublishAsync(host, 20);
        var cut = false;
        CancellationToken closed = default;

        await ConsumeAsync(host, delivery =>
        {
            if (cut)
            {
                return NoteAsync(delivery);
            }

            closed = delivery.Receipt.ChannelClosed; // Kept, and never acknowledged on this channel.
            if (Body(delivery) == "19")
            {
                cut = true;
                proxy.Cut();
            }

            return ValueTask.CompletedTask;
        }, () => _seen.Count == 20, address: proxy.Address);

        Assert.True(closed.IsCancellationRequested);
        Assert.All(_seen, seen => Assert.True(seen.Redelivered));
        Assert.Equal(0u, await CountAsync(host));
    }

    [Fact]
    public async Task ActiveConsumer_ThatStepsBack_FinishesWhatIsInWorkAndLeavesTheRestToTheNextInOrder()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var connection = await host.ConnectAsync();
        await TopologyDeclaration.DeclareAsync(connection, 1, default);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        for (var number = 0; number < 20; number++)
        {
            await channel.BasicPublishAsync(Topology.DeviceToHive, "0", mandatory: true, Encoding.UTF8.GetBytes($"{number}"));
        }

        using var stopping = new CancellationTokenSource();
        await using var broker = host.OpenBroker(new MessagingOptions());
        var taken = new ConcurrentQueue<DeliveryReceipt>();
        var first = Partition(broker, delivery =>
        {
            taken.Enqueue(delivery.Receipt);
            return ValueTask.CompletedTask;
        });
        var second = Partition(broker, NoteAsync);
        Task[] running = [first.RunAsync(stopping.Token)];
        await Eventually.True(() => taken.Count == 20, Patience);
        running = [.. running, second.RunAsync(stopping.Token)];
        await Eventually.True(() => second.IsConsuming, Patience);

        Assert.False(second.StepBack(TimeSpan.Zero)); // Not delivered to.
        Assert.False(first.StepBack(TimeSpan.FromHours(1))); // Not there for so long.
        Assert.True(first.StepBack(TimeSpan.Zero));
        Assert.False(first.StepBack(TimeSpan.Zero)); // On its way.
        var receipts = taken.ToArray();
        await Eventually.True(() => receipts[0].Returning.IsCancellationRequested, Patience);
        foreach (var letGo in receipts[2..])
        {
            letGo.Abandon();
        }

        receipts[1].Acknowledge();
        Assert.Empty(_seen); // The first is still in work.
        receipts[0].Acknowledge();

        await Eventually.True(() => _seen.Count == 18, Patience);
        Assert.Equal(Enumerable.Range(2, 18).Select(number => $"{number}"), _seen.Select(seen => seen.Body));
        Assert.True(receipts[0].ChannelClosed.IsCancellationRequested);
        await Eventually.True(() => first.IsConsuming, Patience);
        Assert.Equal(20, taken.Count);
        await stopping.CancelAsync();
        foreach (var one in running)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.WaitAsync(Patience));
        }
    }

    [Fact]
    public async Task Consumer_ThatIsStopped_WaitsForWhatIsInWorkNoLongerThanItMay()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await PublishAsync(host, 3);
        await using var broker = host.OpenBroker(new MessagingOptions());
        using var stopping = new CancellationTokenSource();
        var taken = new ConcurrentQueue<DeliveryReceipt>();
        var running = Consumer(broker, Queue, delivery =>
        {
            taken.Enqueue(delivery.Receipt);
            return ValueTask.CompletedTask;
        }, TimeSpan.FromMilliseconds(1)).RunAsync(stopping.Token);
        await Eventually.True(() => taken.Count == 3, Patience);

        taken.First().Acknowledge();
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Patience));
        Assert.True(taken.First().ChannelClosed.IsCancellationRequested);
        await Eventually.True(async () => await CountAsync(host) == 2, Patience);
    }

    private static QueueConsumer Partition(Mosaic.Messaging.Broker broker, Func<Delivery, ValueTask> handler) =>
        Consumer(broker, Topology.PartitionQueue(0), handler, Patience);

    private static QueueConsumer Consumer(Mosaic.Messaging.Broker broker, string queue, Func<Delivery, ValueTask> handler, TimeSpan drain) =>
        new(broker.Consuming, new QueueConsumerOptions { Queue = queue, Prefetch = 1000, Handler = handler, DrainTimeout = drain },
            TimeProvider.System, NullLogger<QueueConsumer>.Instance);

    /// <summary>Consumes until the condition is true and the queue has nothing unacknowledged that was acknowledged here.</summary>
    private static async Task ConsumeAsync(VirtualHost host, Func<Delivery, ValueTask> handler, Func<bool> until, ushort prefetch = 1000, Uri? address = null, ILogger<QueueConsumer>? logger = null, TimeProvider? time = null)
    {
        var factory = host.Factory;
        factory.Uri = address ?? factory.Uri;
        await using var connection = new BrokerConnection(factory, "tests", (_, _) => Task.CompletedTask, TimeProvider.System, NullLogger<BrokerConnection>.Instance);
        using var stopping = new CancellationTokenSource();
        var running = new QueueConsumer(connection, new QueueConsumerOptions { Queue = Queue, Prefetch = prefetch, Handler = handler }, time ?? TimeProvider.System, logger ?? NullLogger<QueueConsumer>.Instance)
            .RunAsync(stopping.Token);
        await Eventually.True(until, Patience);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Patience));
    }

    private ValueTask NoteAsync(Delivery delivery)
    {
        _seen.Enqueue((Body(delivery), delivery.Redelivered));
        delivery.Receipt.Acknowledge();
        return ValueTask.CompletedTask;
    }

    private static string Body(Delivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span);

    private static async Task PublishAsync(VirtualHost host, int count)
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        for (var number = 0; number < count; number++)
        {
            await channel.BasicPublishAsync("", Queue, Encoding.UTF8.GetBytes($"{number}"));
        }

        await Eventually.True(async () => await channel.MessageCountAsync(Queue) == count, Patience);
    }

    private static async Task<uint> CountAsync(VirtualHost host)
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        return await channel.MessageCountAsync(Queue);
    }
}
