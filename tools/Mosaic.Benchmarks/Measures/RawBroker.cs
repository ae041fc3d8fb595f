using System.Diagnostics;
using Mosaic.Benchmarks.Load;
using Mosaic.Benchmarks.Results;
using RabbitMQ.Client;

namespace Mosaic.Benchmarks.Measures;

/// <summary>
/// P5, the ceiling: one channel publishing to a quorum queue with confirms and six headers, another consuming it and acking
/// in groups.
/// </summary>
internal sealed class RawBroker : IMeasure
{
    private const string Queue = "benchmark.ceiling";
    private const int Unconfirmed = 500;
    private const int InFlight = 6400; // As many as a hundred devices have on their way.
    private const ulong AckEvery = 100;

    public string Id => "P5";

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = new Uri(context.Broker) };
        await using var publishing = await factory.CreateConnectionAsync(cancellationToken);
        await using var consuming = await factory.CreateConnectionAsync(cancellationToken);
        await using var publisher = await publishing.CreateChannelAsync(new CreateChannelOptions(true, false), cancellationToken);
        await using var consumer = await consuming.CreateChannelAsync(cancellationToken: cancellationToken);
        await publisher.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: cancellationToken);
        try
        {
            using var window = new SemaphoreSlim(Unconfirmed);
            using var underWay = new SemaphoreSlim(InFlight);
            var arrived = await ConsumeAsync(consumer, underWay, cancellationToken);
            return [await PublishAsync(publisher, window, underWay, arrived, context, cancellationToken)];
        }
        finally
        {
            await publisher.QueueDeleteAsync(Queue, cancellationToken: CancellationToken.None);
        }
    }

    private static async Task<Func<long>> ConsumeAsync(IChannel channel, SemaphoreSlim underWay, CancellationToken cancellationToken)
    {
        var arrived = 0L;
        await channel.BasicQosAsync(0, 1000, global: false, cancellationToken);
        var consumer = new HandlingConsumer(channel, async (tag, _, _) =>
        {
            Interlocked.Increment(ref arrived);
            underWay.Release();
            if (tag % AckEvery == 0) await channel.BasicAckAsync(tag, multiple: true);
        });
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, cancellationToken);
        return () => Interlocked.Read(ref arrived);
    }

    private static async Task<Figure> PublishAsync(
        IChannel channel, SemaphoreSlim window, SemaphoreSlim underWay, Func<long> arrived, MeasureContext context, CancellationToken cancellationToken)
    {
        var confirmed = 0UL;
        channel.BasicAcksAsync += (_, ack) =>
        {
            // Counts those confirmed; a single confirmation that came early is made up for by the next of several.
            var now = ack.Multiple ? Math.Max(ack.DeliveryTag, confirmed) : confirmed + 1;
            if (now > confirmed) window.Release((int)(now - confirmed));
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
            if (measuringSince == 0 && elapsed >= context.Options.WarmUp) (before, measuringSince) = (arrived(), Stopwatch.GetTimestamp());
            await underWay.WaitAsync(cancellationToken);
            await window.WaitAsync(cancellationToken);
            await channel.BasicPublishAsync("", Queue, mandatory: true, properties, body, cancellationToken);
        }

        var rate = (arrived() - before) / Stopwatch.GetElapsedTime(measuringSince).TotalSeconds;
        while (arrived() < sent) await Task.Delay(20, cancellationToken);
        return new Figure("P5", "raw broker: quorum queue, confirms, 6 headers", rate, "messages/s", sent, arrived());
    }
}
