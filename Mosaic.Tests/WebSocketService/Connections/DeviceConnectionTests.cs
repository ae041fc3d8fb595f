using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Connections;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.Tests.WebSocketService.Connections;

public sealed class DeviceConnectionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeSocket _socket = new();
    private readonly ConnectionOptions _options = new();
    private readonly DeviceConnection _connection;

    public DeviceConnectionTests() =>
        _connection = new DeviceConnection(_socket, new Liveness(_time, null, default), _options, _time, NullLogger.Instance);

    [Fact]
    public async Task Close_ThatIsNotAnswered_CutsAfterTheTimeoutHoweverLongTheSessionTakesToEnd()
    {
        var ended = new TaskCompletionSource();
        var running = _connection.RunAsync(new FakeHandler(closed: _ => ended.Task), identity: null);
        _connection.Close(CloseReason.HeartbeatLost);
        await Eventually.True(() =>
        {
            _time.Advance(_options.CloseTimeout); // When it has begun to count.
            return _socket.IsAborted;
        }, ServiceHost.Patience);

        Assert.False(running.IsCompleted);
        ended.SetResult();
        await running.WaitAsync(ServiceHost.Patience);
    }

    [Fact]
    public async Task Sending_ThatFailsInWhateverWay_EndsTheConnection()
    {
        CloseReason? ended = null;
        _socket.SendFailure = new FormatException("Not one of those that are expected.");
        var running = _connection.RunAsync(new FakeHandler(closed: reason =>
        {
            ended = reason;
            return Task.CompletedTask;
        }), identity: null);
        _connection.Send(Frames.Ack(["a"]));

        await running.WaitAsync(ServiceHost.Patience);
        Assert.Equal(CloseReason.InternalError, ended);
        Assert.True(_socket.IsAborted);
    }

    [Fact]
    public async Task Opening_ThatFails_EndsTheConnection()
    {
        CloseReason? ended = null;
        var running = _connection.RunAsync(new FakeHandler(() => throw new FormatException("Not one of those that are expected."), reason =>
        {
            ended = reason;
            return Task.CompletedTask;
        }), identity: null);
        await Eventually.True(() =>
        {
            _time.Advance(_options.CloseTimeout);
            return running.IsCompleted;
        }, ServiceHost.Patience);

        await running;
        Assert.Equal(CloseReason.InternalError, ended);
    }

    [Fact]
    public async Task Run_UntilTheOpeningIsOver_DoesNotEnd()
    {
        var opening = new TaskCompletionSource();
        var running = _connection.RunAsync(new FakeHandler(() => opening.Task), identity: null);
        _connection.Close(CloseReason.HeartbeatLost);
        await Eventually.True(() =>
        {
            _time.Advance(_options.CloseTimeout);
            return _socket.IsAborted;
        }, ServiceHost.Patience);

        Assert.False(running.IsCompleted);
        opening.SetResult();
        await running.WaitAsync(ServiceHost.Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Liveness_OfAPeerThatHasGone_SaysSoBeforeItsBytesAreRead(bool resets)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var peer = new TcpClient();
        await peer.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptSocketAsync();
        var liveness = new Liveness(_time, accepted, default);
        await peer.GetStream().WriteAsync(new byte[10]);
        Assert.False(liveness.HasLeft);

        if (resets)
        {
            peer.LingerState = new LingerOption(true, 0);
        }

        peer.Close();
        await Eventually.True(() => liveness.HasLeft, ServiceHost.Patience);
        accepted.Dispose();
        Assert.True(liveness.HasLeft);
        Assert.False(new Liveness(_time, null, default).HasLeft);
    }

    /// <summary>A handler that does nothing, apart from what a test gives it.</summary>
    private sealed class FakeHandler(Func<Task>? opened = null, Func<CloseReason, Task>? closed = null) : IConnectionHandler
    {
        public Task OpenedAsync(DeviceConnection connection, DeviceIdentity? identity, Activity? request) => opened?.Invoke() ?? Task.CompletedTask;

        public ValueTask ReceivedAsync(DeviceConnection connection, Received message) => default;

        public Task ClosedAsync(DeviceConnection connection, CloseReason reason) => closed?.Invoke(reason) ?? Task.CompletedTask;
    }
}
