using Mosaic.Devices;

namespace Mosaic.Tests.Devices;

public sealed class ReconnectTests
{
    [Theory]
    [InlineData(1011, "internal_error")]
    [InlineData(1013, "overloaded")]
    [InlineData(4000, "heartbeat_lost")]
    [InlineData(4001, "slow_consumer")]
    [InlineData(4002, "subscribe_failed")]
    [InlineData(4003, "authentication_timeout")]
    [InlineData(4499, "closed")]
    public async Task Close_CodeToComeBackFrom_ComesBack(int code, string errorCode)
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync();
        await connection.CloseAsync(code);
        await fixture.Service.WelcomeAsync();
        await fixture.StateAsync(DeviceClientState.Connected);

        var waiting = Assert.Single(fixture.Changes, change => change.State == DeviceClientState.Waiting);
        Assert.Equal(code, waiting.Reason!.CloseCode);
        Assert.Equal(errorCode, waiting.Reason.ErrorCode);
        Assert.True(waiting.Reason.Retry);
    }

    [Theory]
    [InlineData(1003, "binary_message")]
    [InlineData(1007, "invalid_json")]
    [InlineData(1009, "too_large")]
    [InlineData(4500, "protocol_error")]
    [InlineData(4503, "session_replaced")]
    [InlineData(4504, "disconnected_by_hive")]
    [InlineData(4999, "closed")]
    public async Task Close_CodeToStayAwayFrom_Stops(int code, string errorCode)
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync();
        await connection.CloseAsync(code);
        await fixture.StateAsync(DeviceClientState.Stopped);

        var stopped = Assert.Single(fixture.Changes, change => change.State == DeviceClientState.Stopped);
        Assert.Equal(code, stopped.Reason!.CloseCode);
        Assert.Equal(errorCode, stopped.Reason.ErrorCode);
        Assert.Equal(1, fixture.Service.Handshakes);
        await Assert.ThrowsAsync<DeviceStoppedException>(() => fixture.Client.SendEventAsync("t", default));
    }

    [Theory]
    [InlineData(4501)]
    [InlineData(4502)]
    public async Task Close_TokenNoLongerGood_ComesBackOnceWithFreshToken(int code)
    {
        await using var fixture = await ClientFixture.StartAsync();
        var first = await fixture.ConnectAsync();
        await first.CloseAsync(code);
        var second = await fixture.Service.AcceptAsync();
        Assert.Equal("Bearer token-2", second.Authorization);
        await second.CloseAsync(4501);
        await fixture.StateAsync(DeviceClientState.Stopped);
        Assert.Equal(2, fixture.Service.Handshakes);
    }

    [Fact]
    public async Task Connection_Lost_ComesBack()
    {
        await using var fixture = await ClientFixture.StartAsync();
        (await fixture.ConnectAsync()).Cut();
        await fixture.Service.WelcomeAsync();
        await fixture.StateAsync(DeviceClientState.Connected);
        var waiting = Assert.Single(fixture.Changes, change => change.State == DeviceClientState.Waiting);
        Assert.Equal("connection_lost", waiting.Reason!.ErrorCode);
        Assert.Null(waiting.Reason.CloseCode);
    }

    [Fact]
    public async Task GoAway_SecondsGiven_ClosesAndWaitsThatLong()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync();
        await connection.SendAsync("""{"kind":"goaway","reason":"shutdown","reconnectafter":0.25}""");
        Assert.Equal(1000, await connection.ReadCloseAsync());
        await fixture.Service.WelcomeAsync();
        await fixture.StateAsync(DeviceClientState.Connected);

        var waiting = Assert.Single(fixture.Changes, change => change.State == DeviceClientState.Waiting);
        Assert.Equal("goaway", waiting.Reason!.ErrorCode);
        Assert.Equal(TimeSpan.FromSeconds(0.25), waiting.Wait);
    }

    [Fact]
    public async Task Stopped_ConnectAgain_Connects()
    {
        await using var fixture = await ClientFixture.StartAsync();
        await (await fixture.ConnectAsync()).CloseAsync(4503);
        await fixture.StateAsync(DeviceClientState.Stopped);
        // The state is told just before the loop has ended.
        FakeConnection? connection = null;
        await Eventually.True(
            async () =>
            {
                try
                {
                    connection = await fixture.ConnectAsync();
                    return true;
                }
                catch (InvalidOperationException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(20));
        var sending = fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "after" });
        await connection!.ReadAsync();
        await connection.AckAsync("after");
        Assert.True((await sending).Acked);
    }

    [Fact]
    public async Task FirstConnect_RetryAsked_GoesOnUntilWelcomed()
    {
        await using var fixture = await ClientFixture.StartAsync(retryFirstConnect: true);
        fixture.Service.RefuseNext(503);
        fixture.Service.RefuseNext(502);
        var connecting = fixture.Client.ConnectAsync();
        await fixture.Service.WelcomeAsync();
        await connecting;
        Assert.Equal(3, fixture.Service.Handshakes);
    }

    [Fact]
    public async Task Dispose_Connected_ClosesNormally()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync();
        var closing = fixture.Client.DisposeAsync();
        Assert.Equal(1000, await connection.ReadCloseAsync());
        await closing;
        Assert.Equal(DeviceClientState.Stopped, fixture.Client.State);
    }

    [Fact]
    public void Backoff_ManyFailures_GrowsToItsBoundAndNotBeyond()
    {
        var bounds = new ReconnectBounds { First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(8) };
        var backoff = new Backoff(bounds, new Random(42));
        var lost = CloseReasons.Here("connection_lost", "");
        var waits = Enumerable.Range(0, 200).Select(_ => backoff.Next(lost)).ToArray();

        Assert.True(waits[0] <= TimeSpan.FromSeconds(1));
        Assert.True(waits[1] <= TimeSpan.FromSeconds(2));
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, bounds.Longest));
        Assert.Contains(waits, wait => wait > TimeSpan.FromSeconds(7));
        Assert.Contains(waits[10..], wait => wait < TimeSpan.FromSeconds(1));
        backoff.SessionEnded(TimeSpan.FromSeconds(9));
        Assert.True(backoff.Next(lost) <= TimeSpan.FromSeconds(1));
    }
}
