using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Connections;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.Tests.WebSocketService.Connections;

public sealed class ConnectionMonitorTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly ConnectionOptions _options = new();
    private readonly ConnectionRegistry _registry;
    private readonly ConnectionMonitor _monitor;

    public ConnectionMonitorTests()
    {
        _registry = new ConnectionRegistry(Options.Create(_options));
        _monitor = new ConnectionMonitor(_registry, Options.Create(_options), Options.Create(new AuthenticationOptions()), _time);
    }

    [Fact]
    public void Device_SilentForOneAndAHalfHeartbeats_IsClosed()
    {
        var connection = Add(TimeSpan.FromHours(1));
        Check(45);
        Assert.Null(connection.Closing);
        Check(1);
        Assert.Equal(CloseReason.HeartbeatLost, connection.Closing);
    }

    [Fact]
    public void Devices_AfterThisProcessStoodStill_HaveTheirTimeAnew()
    {
        var session = Add(TimeSpan.FromHours(1));
        Check(40);
        var mute = Add(expires: null);
        _time.Advance(TimeSpan.FromMinutes(2));
        _monitor.Check();
        Check(10);
        Assert.Null(mute.Closing);
        Check(1);
        Assert.Equal(CloseReason.AuthenticationTimeout, mute.Closing);
        Check(34);
        Assert.Null(session.Closing);
        Check(1);
        Assert.Equal(CloseReason.HeartbeatLost, session.Closing);
    }

    [Fact]
    public void Token_OverByMoreThanTheSkew_Closes()
    {
        var connection = Add(TimeSpan.FromSeconds(3));
        Check(7);
        Assert.Null(connection.Closing);
        Check(1);
        Assert.Equal(CloseReason.TokenExpired, connection.Closing);
    }

    [Fact]
    public void Token_UntilTheEndOfTime_NeverCloses()
    {
        var connection = Add(DateTimeOffset.MaxValue - _time.GetUtcNow());
        Check(40);
        Assert.Null(connection.Closing);
    }

    private void Check(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(Second);
            _monitor.Check();
        }
    }

    /// <summary>A connection of which nothing comes, of a device whose token runs out then; not authenticated when null.</summary>
    private DeviceConnection Add(TimeSpan? expires)
    {
        var connection = new DeviceConnection(new FakeSocket(), new Liveness(_time, null, default), _options, _time, NullLogger.Instance);
        if (expires is { } after)
        {
            connection.Identity = new DeviceIdentity(Guid.NewGuid(), _time.GetUtcNow() + after);
        }

        Assert.True(_registry.TryAdd(connection));
        return connection;
    }
}
