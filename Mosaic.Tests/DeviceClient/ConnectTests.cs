using Microsoft.Extensions.Time.Testing;
using Mosaic.Devices;

namespace Mosaic.Tests.Devices;

public sealed class ConnectTests
{
    [Fact]
    public async Task Connect_TokenInHandshake_IsWelcomed()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync(window: 7, maxMessageBytes: 5000);

        Assert.Equal("Bearer token-1", connection.Authorization);
        Assert.Equal(DeviceClientState.Connected, fixture.Client.State);
        Assert.Equal(connection.Session, fixture.Client.Session!.Session);
        Assert.Equal(7, fixture.Client.Session.Window);
        Assert.Equal(5000, fixture.Client.Session.MaxMessageBytes);
        Assert.Equal(TimeSpan.FromSeconds(30), fixture.Client.Session.Heartbeat);
    }

    [Fact]
    public async Task Connect_InBand_ShowsTokenOnlyWhenAsked()
    {
        await using var fixture = await ClientFixture.StartAsync(AuthenticationMode.InBand);
        var connecting = fixture.Client.ConnectAsync();
        var connection = await fixture.Service.AcceptAsync();
        Assert.Equal("", connection.Authorization);

        await connection.SendAsync("""{"kind":"authenticate","protocol":"mosaic.v1","timeout":10}""");
        var answer = await connection.ReadAsync();
        Assert.Equal("authenticate", answer.GetProperty("kind").GetString());
        Assert.Equal("token-1", answer.GetProperty("token").GetString());
        await connection.SendWelcomeAsync();
        Assert.Equal(connection.Device, (await connecting).Device);
    }

    [Fact]
    public async Task Connect_ErrorThenClose_ThrowsWithCodeDetailRetry()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connecting = fixture.Client.ConnectAsync();
        var connection = await fixture.Service.AcceptAsync();
        await connection.SendAsync("""{"kind":"error","code":"subscribe_failed","detail":"no broker","retry":true}""");
        await connection.CloseAsync(4002);

        var reason = (await Assert.ThrowsAsync<DeviceConnectException>(() => connecting)).Reason;
        Assert.Equal(4002, reason.CloseCode);
        Assert.Equal("subscribe_failed", reason.ErrorCode);
        Assert.Equal("no broker", reason.Detail);
        Assert.True(reason.Retry);
        Assert.Equal(DeviceClientState.Disconnected, fixture.Client.State);
    }

    [Fact]
    public async Task Connect_Unauthorized_TriesOnceWithFreshTokenThenStops()
    {
        await using var fixture = await ClientFixture.StartAsync();
        fixture.Service.RefuseNext(401);
        fixture.Service.RefuseNext(401);

        var reason = (await Assert.ThrowsAsync<DeviceConnectException>(() => fixture.Client.ConnectAsync())).Reason;
        Assert.Equal(401, reason.HttpStatus);
        Assert.False(reason.Retry);
        Assert.Equal(2, fixture.TokensGiven);
        Assert.Equal(DeviceClientState.Stopped, fixture.Client.State);
    }

    [Fact]
    public async Task Connect_UnauthorizedOnce_ComesInWithFreshToken()
    {
        await using var fixture = await ClientFixture.StartAsync();
        fixture.Service.RefuseNext(401);
        var connection = await fixture.ConnectAsync();
        Assert.Equal("Bearer token-2", connection.Authorization);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Connect_RetryAfter_WaitsAtLeastThatLong(int status)
    {
        await using var fixture = await ClientFixture.StartAsync();
        fixture.Service.RefuseNext(status, retryAfter: "120");
        var reason = (await Assert.ThrowsAsync<DeviceConnectException>(() => fixture.Client.ConnectAsync())).Reason;
        Assert.Equal(status, reason.HttpStatus);
        Assert.True(reason.Retry);
        Assert.Equal(TimeSpan.FromSeconds(120), reason.ReconnectAfter);
        Assert.InRange(new Backoff(new ReconnectBounds(), new Random(1)).Next(reason), TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(121));
    }

    [Theory]
    [InlineData("99999999999")]
    [InlineData("340282366920938463463374607431768211456")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task Connect_RetryAfterOfAnySize_WaitsAsLongAsTheBound(string retryAfter)
    {
        await using var fixture = await ClientFixture.StartAsync();
        fixture.Service.RefuseNext(503, retryAfter: retryAfter);
        var reason = (await Assert.ThrowsAsync<DeviceConnectException>(() => fixture.Client.ConnectAsync())).Reason;
        var longest = new ReconnectBounds().LongestAsked;
        Assert.InRange(new Backoff(new ReconnectBounds(), new Random(1)).Next(reason), longest, longest + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Connect_UnknownSubprotocol_Stops()
    {
        await using var fixture = await ClientFixture.StartAsync();
        fixture.Service.RefuseNext(400);
        await Assert.ThrowsAsync<DeviceConnectException>(() => fixture.Client.ConnectAsync());
        Assert.Equal(DeviceClientState.Stopped, fixture.Client.State);
    }

    [Fact]
    public async Task Connect_NobodyListens_IsUnreachable()
    {
        var service = await FakeService.StartAsync();
        var endpoint = service.Endpoint;
        await service.DisposeAsync();
        await using var client = new DeviceClient(new DeviceClientOptions
        {
            Endpoint = endpoint,
            TokenProvider = _ => ValueTask.FromResult("t"),
        });
        var exception = await Assert.ThrowsAsync<DeviceConnectException>(() => client.ConnectAsync());
        Assert.Equal("unreachable", exception.Reason.ErrorCode);
        Assert.True(exception.Reason.Retry);
    }

    [Fact]
    public async Task Connect_TokenProviderThrows_SaysSo()
    {
        await using var service = await FakeService.StartAsync();
        await using var client = new DeviceClient(new DeviceClientOptions
        {
            Endpoint = service.Endpoint,
            TokenProvider = _ => throw new InvalidOperationException("no key"),
        });
        var exception = await Assert.ThrowsAsync<DeviceConnectException>(() => client.ConnectAsync());
        Assert.Equal("token_unavailable", exception.Reason.ErrorCode);
        Assert.Equal("no key", exception.InnerException!.Message);
        Assert.Equal(0, service.Handshakes);
    }

    [Fact]
    public async Task Renewal_BeforeExpiry_SendsFreshTokenInTheSameSession()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var fixture = await ClientFixture.StartAsync(time: time, renewMinutesBeforeExpiry: 2);
        var connection = await fixture.ConnectAsync(expires: time.GetUtcNow().AddMinutes(10));

        var reading = connection.ReadAsync();
        await Eventually.True(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(30));
                return reading.IsCompleted;
            },
            TimeSpan.FromSeconds(20));
        var renewal = await reading;
        Assert.Equal("authenticate", renewal.GetProperty("kind").GetString());
        Assert.Equal("token-2", renewal.GetProperty("token").GetString());

        var expires = time.GetUtcNow().AddHours(1);
        await connection.SendWelcomeAsync(window: 3, expires: expires);
        await Eventually.True(() => fixture.Client.Session!.Window == 3, TimeSpan.FromSeconds(20));
        Assert.Equal(connection.Session, fixture.Client.Session!.Session);
        Assert.Equal(1, fixture.Service.Handshakes);
    }
}
