using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using Mosaic.Tests.DeviceService.Presence;

namespace Mosaic.Tests.Messaging;

[Collection(RabbitMQTests.Name)]
public sealed class ControlLogTests(RabbitMQFixture rabbitMQ)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Words_SaidBeforeAndBetweenConnections_AreReadOnceInOrder()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var speaker = await ControlSpeaker.StartAsync(host);
        var said = new List<SessionAnnouncement> { await speaker.BeginAsync("ws-1", 1), await speaker.BeginAsync("ws-1", long.MaxValue) };
        await using var broker = host.OpenBroker(new MessagingOptions());
        var log = new ControlLog(broker, Options.Create(new MessagingOptions()), TimeProvider.System, NullLogger<QueueConsumer>.Instance);
        var read = new ConcurrentQueue<SessionAnnouncement?>();
        using var stop = new CancellationTokenSource();
        var reading = log.RunAsync(delivery => read.Enqueue(SessionAnnouncement.Read(delivery.Properties)), stop.Token);
        await Eventually.True(() => read.Count == 2, Patience);

        await broker.Consuming.DisposeAsync();
        said.Add(await speaker.BeginAsync("ws-2", 3));
        await Eventually.True(() => read.Count == 3, Patience);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        Assert.Equal(said.Select(one => (one.Device, one.Session, one.Epoch, one.Instance)), read.Select(one => (one!.Device, one.Session, one.Epoch, one.Instance)));
    }
}
