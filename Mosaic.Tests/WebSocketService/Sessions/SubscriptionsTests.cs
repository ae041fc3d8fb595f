using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Connections;
using Mosaic.WebSocketService.Sessions;

namespace Mosaic.Tests.WebSocketService.Sessions;

/// <summary>Binding many devices over a RabbitMQ that takes its time.</summary>
public sealed class SubscriptionsTests : IAsyncDisposable
{
    private const int Many = 40;

    private readonly FakeTimeProvider _time = new();
    private readonly FakeBinder _rabbitMQ = new();
    private readonly SessionRegistry _registry = new();
    private readonly Mosaic.Messaging.Broker _broker;
    private readonly Subscriptions _subscriptions;

    public SubscriptionsTests()
    {
        var options = Options.Create(new MessagingOptions());
        _broker = new Mosaic.Messaging.Broker(_rabbitMQ.Factory, options, _time, NullLogger<BrokerConnection>.Instance);
        _subscriptions = new Subscriptions(_broker, _registry, options, _time, NullLogger<Subscriptions>.Instance);
    }

    [Fact]
    public async Task Binds_ManyThatEachTakeLong_EachHasItsTimeFromWhenItIsSent()
    {
        await DeclareAsync();
        var binding = Sessions(Many).Select(_subscriptions.BindAsync).ToArray();
        for (var number = 0; number < Many; number++)
        {
            // 40 of 9 s on one channel: the last waits for six minutes, and is bound.
            var asked = await _rabbitMQ.NextAsync();
            _time.Advance(TimeSpan.FromSeconds(9));
            asked.SetResult();
        }

        await Task.WhenAll(binding).WaitAsync(ServiceHost.Patience);
        Assert.Equal(Many, _rabbitMQ.Bound.Count);
    }

    [Fact]
    public async Task Binds_OfDevicesOnSeveralChannels_AreSentSideBySideAndNoneWaitsForAnother()
    {
        await DeclareAsync();
        var binding = Enumerable.Range(0, Subscriptions.Channels).Select(channel => _subscriptions.BindAsync(Sessions(1, channel)[0])).ToArray();
        var slow = await _rabbitMQ.NextAsync();
        for (var number = 1; number < Subscriptions.Channels; number++)
        {
            (await _rabbitMQ.NextAsync()).SetResult();
        }

        await Eventually.True(() => binding.Count(task => task.IsCompletedSuccessfully) == Subscriptions.Channels - 1, ServiceHost.Patience);
        slow.SetResult();
        await Task.WhenAll(binding).WaitAsync(ServiceHost.Patience);
    }

    [Fact]
    public async Task Bind_ThatIsNotAnswered_FailsAloneAndTheOthersGoOnOverAnotherChannel()
    {
        await DeclareAsync();
        var sessions = Sessions(3);
        var binding = sessions.Select(_subscriptions.BindAsync).ToArray();
        (await _rabbitMQ.NextAsync()).SetResult();
        await binding[0];
        var channels = _rabbitMQ.Channels;
        _ = await _rabbitMQ.NextAsync();
        _time.Advance(BindingChannel.Timeout);
        (await _rabbitMQ.NextAsync()).SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => binding[1].WaitAsync(ServiceHost.Patience));
        await binding[2].WaitAsync(ServiceHost.Patience);
        Assert.Equal(channels + 1, _rabbitMQ.Channels);
        Assert.Equal([sessions[0].DeviceText, sessions[2].DeviceText], _rabbitMQ.Bound);
    }

    [Fact]
    public async Task Binds_ThatNobodyAnswers_AreAllGivenUpAndNotOneAfterTheOther()
    {
        await DeclareAsync();
        var binding = Sessions(Many).Select(_subscriptions.BindAsync).ToArray();
        _ = await _rabbitMQ.NextAsync();

        // What was in front has not been done for the time that each of them has waited: all but a few that had their turn at that moment go without asking.
        await Eventually.True(() =>
        {
            _time.Advance(BindingChannel.Timeout + TimeSpan.FromSeconds(1));
            return Array.TrueForAll(binding, task => task.IsCompleted);
        }, ServiceHost.Patience);
        Assert.All(binding, task => Assert.False(task.IsCompletedSuccessfully));
        Assert.InRange(_rabbitMQ.Asked.Count, 0, Many / 4);
    }

    [Fact]
    public async Task Bind_BeforeTheQueueIsThere_WaitsForIt()
    {
        var binding = _subscriptions.BindAsync(Sessions(1)[0]);
        Assert.Empty(_rabbitMQ.Asked);
        await DeclareAsync();
        (await _rabbitMQ.NextAsync()).SetResult();

        await binding.WaitAsync(ServiceHost.Patience);
        _subscriptions.Lost();
        var again = _subscriptions.BindAsync(Sessions(1)[0]);
        _time.Advance(BindingChannel.Timeout);
        await Assert.ThrowsAsync<TimeoutException>(() => again.WaitAsync(ServiceHost.Patience));
        Assert.Single(_rabbitMQ.Bound);
    }

    [Fact]
    public async Task Bind_OfASessionThatHasEnded_IsNotDone()
    {
        await DeclareAsync();
        var session = Sessions(1)[0];
        session.TryEnd();
        await _subscriptions.BindAsync(session).WaitAsync(ServiceHost.Patience);

        Assert.Empty(_rabbitMQ.Asked);
    }

    [Fact]
    public async Task Unbind_ThatFailed_IsRepeatedUntilItIsDone()
    {
        await DeclareAsync();
        var session = Sessions(1)[0];
        await BindAsync(session);
        var failing = _subscriptions.UnbindAsync(session.Device);
        (await _rabbitMQ.NextAsync()).SetException(new IOException("lost"));
        await failing.WaitAsync(ServiceHost.Patience);
        Assert.Equal([session.DeviceText], _rabbitMQ.Bound);

        var unanswered = _subscriptions.RepairAsync();
        _ = await _rabbitMQ.NextAsync();
        _time.Advance(BindingChannel.Timeout);
        await unanswered.WaitAsync(ServiceHost.Patience);
        var repairing = _subscriptions.RepairAsync();
        (await _rabbitMQ.NextAsync()).SetResult();
        await repairing.WaitAsync(ServiceHost.Patience);
        Assert.Empty(_rabbitMQ.Bound);

        await _subscriptions.RepairAsync().WaitAsync(ServiceHost.Patience);
        Assert.Empty(_rabbitMQ.Asked);
    }

    [Fact]
    public async Task Unbind_ThatFailedForADeviceThatIsBack_IsNotRepeated()
    {
        await DeclareAsync();
        var session = Sessions(1)[0];
        await BindAsync(session);
        var failing = _subscriptions.UnbindAsync(session.Device);
        (await _rabbitMQ.NextAsync()).SetException(new IOException("lost"));
        await failing.WaitAsync(ServiceHost.Patience);
        _registry.Replace(session);
        await _subscriptions.RepairAsync().WaitAsync(ServiceHost.Patience);

        Assert.Empty(_rabbitMQ.Asked);
        Assert.Equal([session.DeviceText], _rabbitMQ.Bound);
    }

    [Fact]
    public async Task Binding_ThatIsLeftOver_IsTakenAwayWhenAMessageShowsIt()
    {
        await DeclareAsync();
        var session = Sessions(1)[0];
        await BindAsync(session);
        _subscriptions.Suspect(session.Device);
        var repairing = _subscriptions.RepairAsync();
        (await _rabbitMQ.NextAsync()).SetResult();
        await repairing.WaitAsync(ServiceHost.Patience);

        Assert.Empty(_rabbitMQ.Bound);
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    private async Task DeclareAsync() => await _subscriptions.DeclareAsync(await (await _broker.Consuming.OpenAsync(default)).CreateChannelAsync(), default);

    private async Task BindAsync(DeviceSession session)
    {
        var binding = _subscriptions.BindAsync(session);
        (await _rabbitMQ.NextAsync()).SetResult();
        await binding.WaitAsync(ServiceHost.Patience);
    }

    /// <summary>Sessions of devices that share one channel.</summary>
    private List<DeviceSession> Sessions(int count, int channel = 0)
    {
        var sessions = new List<DeviceSession>();
        while (sessions.Count < count)
        {
            var device = Guid.NewGuid();
            if (Topology.PartitionOf(device, Subscriptions.Channels) == channel)
            {
                var connection = new DeviceConnection(new FakeSocket(), new Liveness(_time, null, default), new ConnectionOptions(), _time, NullLogger.Instance);
                sessions.Add(new DeviceSession(connection, new DeviceIdentity(device, DateTimeOffset.MaxValue), 1, default));
            }
        }

        return sessions;
    }
}
