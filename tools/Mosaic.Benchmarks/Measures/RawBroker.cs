using System.Diagnostics;
using System.Globalization;
using Mosaic.Benchmarks.Load;
using Mosaic.Benchmarks.Results;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.Benchmarks.Measures;

/// <summary>
/// P5, the ceiling: one channel publishing to quorum queues with confirms and six headers, others consuming them and acking
/// in groups.
/// </summary>
/// <param name="id">The row.</param>
/// <param name="what">What it is.</param>
/// <param name="declare">Declares what is published to and consumed.</param>
internal sealed class RawBroker(string id, string what, Func<IConnection, CancellationToken, Task<RawBroker.Target>> declare) : IMeasure
{
    private const string Queue = "benchmark.ceiling";
    private const int Unconfirmed = 500;
    private const int InFlight = 6400; // As many as a hundred devices have on their way.
    private const ulong AckEvery = 100;

    public string Id => id;

    /// <summary>The plainest quorum queue.</summary>
    public static async Task<Target> OneQueueAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: cancellationToken);
        return new Target("", [Queue], [Queue]);
    }

    /// <summary>The partitions of Mosaic, which dead-letter at least once.</summary>
    public static async Task<Target> PartitionsAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var partitions = new MessagingOptions().Partitions;
        await TopologyDeclaration.DeclareAsync(connection, partitions, cancellationToken);
        return new Target(
            Topology.DeviceToHive,
            [.. Enumerable.Range(0, partitions).Select(partition => partition.ToString(CultureInfo.InvariantCulture))],
            [.. Enumerable.Range(0, partitions).Select(Topology.PartitionQueue)]);
    }

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = new Uri(context.Broker) };
        await using var publishing = await factory.CreateConnectionAsync(cancellationToken);
        await using var consuming = await factory.CreateConnectionAsync(cancellationToken);
        await using var publisher = await publishing.CreateChannelAsync(new CreateChannelOptions(true, false), cancellationToken);
        var target = await declare(consuming, cancellationToken);
        try
        {
            using var window = new SemaphoreSlim(Unconfirmed);
            using var underWay = new SemaphoreSlim(InFlight);
            var arrived = 0L;
            foreach (var queue in target.Queues)
            {
                await ConsumeAsync(await consuming.CreateChannelAsync(cancellationToken: cancellationToken), queue, () =>
                {
                    Interlocked.Increment(ref arrived);
                    underWay.Release();
                }, cancellationToken);
            }

            return [await PublishAsync(publisher, target, window, underWay, () => Interlocked.Read(ref arrived), context, cancellationToken)];
        }
        finally
        {
            // With what was delivered and not acked; the services declare their own again.
            foreach (var queue in target.Queues)
            {
                await publisher.QueueDeleteAsync(queue, cancellationToken: CancellationToken.None);
            }
        }
    }

    private static async Task ConsumeAsync(IChannel channel, string queue, Action taken, CancellationToken cancellationToken)
    {
        await channel.BasicQosAsync(0, 1000, global: false, cancellationToken);
        var consumer = new HandlingConsumer(channel, async (tag, _, _) =>
        {
            taken();
            if (tag % AckEvery == 0)
            {
                await channel.BasicAckAsync(tag, multiple: true);
            }
        });
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellationToken);
    }

    private async Task<Figure> PublishAsync(
        IChannel channel, Target target, SemaphoreSlim window, SemaphoreSlim underWay, Func<long> arrived, MeasureContext context, CancellationToken cancellationToken)
    {
        var confirmed = 0UL;
        channel.BasicAcksAsync += (_, ack) =>
        {
            // Counts those confirmed; a single confirmation that came early is made up for by the next of several.
            var now = ack.Multiple ? Math.Max(ack.DeliveryTag, confirmed) : confirmed + 1;
            if (now > confirmed)
            {
                window.Release((int)(now - confirmed));
            }

            confirmed = now;
            return Task.CompletedTask;
        };
        var properties = new BasicProperties
        {
            DeliveryMode = DeliveryModes.Persistent,
            Headers = Enumerable.Range(0, 6).ToDictionary(i => $"header{i}", i => (object?)$"a value of some length {i}"),
        };
        var body = System.Text.Encoding.ASCII.GetBytes(Stamp.Data());
        var (sent, before, began) = (0L, 0L, Stopwatch.GetTimestamp());
        var end = context.Options.WarmUp + context.Options.Duration;
        var measuringSince = 0L;
        for (TimeSpan elapsed; (elapsed = Stopwatch.GetElapsedTime(began)) < end; sent++)
        {
            if (measuringSince == 0 && elapsed >= context.Options.WarmUp)
            {
                (before, measuringSince) = (arrived(), Stopwatch.GetTimestamp());
            }

            await underWay.WaitAsync(cancellationToken);
            await window.WaitAsync(cancellationToken);
            await channel.BasicPublishAsync(target.Exchange, target.RoutingKeys[sent % target.RoutingKeys.Length], mandatory: true, properties, body, cancellationToken);
        }

        var rate = (arrived() - before) / Stopwatch.GetElapsedTime(measuringSince).TotalSeconds;
        while (arrived() < sent)
        {
            await Task.Delay(20, cancellationToken);
        }

        return new Figure(id, what, rate, "messages/s", sent, arrived());
    }

    /// <summary>Where is published, and what is consumed.</summary>
    public sealed record Target(string Exchange, string[] RoutingKeys, string[] Queues);
}
