using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Mosaic.Devices;

namespace Mosaic.Tests.Devices;

public sealed class RequestTests
{
    [Fact]
    public async Task Request_Handled_IsConfirmedWithStatusAndDataByteForByte()
    {
        await using var fixture = await ClientFixture.StartAsync();
        fixture.Client.OnRequest((request, _) => ValueTask.FromResult(new DeviceResponse(202, request.Data)));
        var connection = await fixture.ConnectAsync();
        await connection.SendAsync("""{"kind":"request","id":"r-1","type":"t","deadline":"2030-01-01T00:00:00Z","data":{ "a":1.0 }}""");
        var text = await connection.ReadTextAsync();
        Assert.Contains("\"data\":{ \"a\":1.0 }", text, StringComparison.Ordinal);
        var frame = JsonDocument.Parse(text).RootElement;
        Assert.Equal("confirmation", frame.GetProperty("kind").GetString());
        Assert.Equal("r-1", frame.GetProperty("requestid").GetString());
        Assert.Equal(202, frame.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Request_AnsweredWithBytes_IsConfirmedWithThemInBase64()
    {
        await using var fixture = await ClientFixture.StartAsync();
        fixture.Client.OnRequest((request, _) => ValueTask.FromResult(DeviceResponse.FromBytes(200, request.Binary!.Value)));
        var connection = await fixture.ConnectAsync();
        await connection.SendAsync("""{"kind":"request","id":"r-1","type":"t","data_base64":"AQID"}""");

        Assert.Equal("AQID", (await connection.ReadAsync()).GetProperty("data_base64").GetString());
    }

    [Fact]
    public async Task Request_Repeated_IsAnsweredAgainWithoutTheHandler()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var calls = 0;
        fixture.Client.OnRequest((_, _) =>
            ValueTask.FromResult(new DeviceResponse(200, Encoding.UTF8.GetBytes($"{Interlocked.Increment(ref calls)}"))));
        var connection = await fixture.ConnectAsync();
        for (var n = 0; n < 3; n++)
        {
            await connection.SendAsync(new { kind = "request", id = "r", type = "t" });
            Assert.Equal(1, (await connection.ReadAsync()).GetProperty("data").GetInt32());
        }

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Request_RepeatedWhileRunning_IsAnsweredOnceByTheRunningOne()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var go = new TaskCompletionSource();
        var calls = 0;
        fixture.Client.OnRequest(async (request, _) =>
        {
            if (request.Id == "slow")
            {
                Interlocked.Increment(ref calls);
                await go.Task;
            }

            return DeviceResponse.Ok;
        });
        var connection = await fixture.ConnectAsync();
        await connection.SendAsync(new { kind = "request", id = "slow", type = "t" });
        await connection.SendAsync(new { kind = "request", id = "slow", type = "t" });
        await connection.SendAsync(new { kind = "request", id = "quick", type = "t" });
        Assert.Equal("quick", (await connection.ReadAsync()).GetProperty("requestid").GetString());
        go.SetResult();
        Assert.Equal("slow", (await connection.ReadAsync()).GetProperty("requestid").GetString());
        await connection.SendAsync(new { kind = "request", id = "after", type = "t" });
        Assert.Equal("after", (await connection.ReadAsync()).GetProperty("requestid").GetString());
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Request_MemoryFull_ForgetsTheOldest()
    {
        await using var fixture = await ClientFixture.StartAsync(requestMemory: 2);
        var calls = 0;
        fixture.Client.OnRequest((_, _) =>
        {
            Interlocked.Increment(ref calls);
            return ValueTask.FromResult(DeviceResponse.Ok);
        });
        var connection = await fixture.ConnectAsync();
        foreach (var id in new[] { "1", "2", "3", "3", "2", "1" })
        {
            await connection.SendAsync(new { kind = "request", id, type = "t" });
            await connection.ReadAsync();
        }

        Assert.Equal(4, calls);
    }

    [Fact]
    public async Task Request_HandlerThrows_Is500WithoutTheExceptionsText()
    {
        await using var fixture = await ClientFixture.StartAsync();
        fixture.Client.OnRequest((_, _) => throw new InvalidOperationException("a secret"));
        var connection = await fixture.ConnectAsync();
        await connection.SendAsync(new { kind = "request", id = "r", type = "t" });
        var text = await connection.ReadTextAsync();
        Assert.Equal(500, JsonDocument.Parse(text).RootElement.GetProperty("status").GetInt32());
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_AnswerIsNotJson_Is500()
    {
        await using var fixture = await ClientFixture.StartAsync();
        fixture.Client.OnRequest((_, _) => ValueTask.FromResult(new DeviceResponse(200, "oops"u8.ToArray())));
        var connection = await fixture.ConnectAsync();
        await connection.SendAsync(new { kind = "request", id = "r", type = "t" });
        Assert.Equal(500, (await connection.ReadAsync()).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Request_NoHandler_Is501()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync();
        await connection.SendAsync(new { kind = "request", id = "r", type = "t" });
        Assert.Equal(501, (await connection.ReadAsync()).GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Confirmation_RefusedForNow_IsSentAgainUntilItIsAcked(bool connectionLost)
    {
        await using var fixture = await ClientFixture.StartAsync();
        var errors = new ConcurrentQueue<string>();
        fixture.Client.ServiceError += (_, error) => errors.Enqueue(error.Code);
        var events = 0;
        fixture.Client.OnEvent((_, _) =>
        {
            Interlocked.Increment(ref events);
            return ValueTask.CompletedTask;
        });
        fixture.Client.OnRequest((_, _) => ValueTask.FromResult(DeviceResponse.Ok));
        var connection = await fixture.ConnectAsync();
        await connection.SendAsync(new { kind = "request", id = "r", type = "t" });
        var text = await connection.ReadTextAsync();
        var id = JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;

        for (var time = 0; time < 3; time++)
        {
            await connection.SendAsync(new { kind = "nack", id, code = "overloaded", detail = "RabbitMQ did not take it.", retry = true });
            if (connectionLost)
            {
                // When the event has come, the nack has.
                await connection.SendAsync(new { kind = "event", id = $"{time}", type = "t" });
                await Eventually.True(() => Volatile.Read(ref events) == time + 1, TimeSpan.FromSeconds(20));
                connection.Cut();
                connection = await fixture.Service.WelcomeAsync();
            }

            Assert.Equal(text, await connection.ReadTextAsync());
        }

        await connection.AckAsync(id);
        await fixture.Client.FlushAsync();
        await connection.SendAsync(new { kind = "request", id = "next", type = "t" });
        Assert.Equal("next", (await connection.ReadAsync()).GetProperty("requestid").GetString());
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Confirmation_RefusedForGood_IsReportedAndNotSentAgain()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var errors = new ConcurrentQueue<string>();
        fixture.Client.ServiceError += (_, error) => errors.Enqueue(error.Code);
        fixture.Client.OnRequest((_, _) => ValueTask.FromResult(DeviceResponse.Ok));
        var connection = await fixture.ConnectAsync();
        await connection.SendAsync(new { kind = "request", id = "r", type = "t" });
        var id = (await connection.ReadAsync()).GetProperty("id").GetString()!;

        await connection.SendAsync(new { kind = "nack", id, code = "invalid_field", retry = false });
        await fixture.Client.FlushAsync();

        await Eventually.True(() => errors.Contains("invalid_field"), TimeSpan.FromSeconds(20));
        connection.Cut();
        connection = await fixture.Service.WelcomeAsync();
        await connection.SendAsync(new { kind = "request", id = "next", type = "t" });
        Assert.Equal("next", (await connection.ReadAsync()).GetProperty("requestid").GetString());
    }

    [Fact]
    public async Task Event_RefusedForNow_IsTheCallersToSendAgain()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync();
        var sending = fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "e" });
        await connection.ReadAsync();

        await connection.SendAsync(new { kind = "nack", id = "e", code = "overloaded", retry = true });

        Assert.True((await sending).Retry);
    }

    [Fact]
    public async Task Confirmation_ConnectionLostBeforeAck_IsSentAgain()
    {
        await using var fixture = await ClientFixture.StartAsync();
        fixture.Client.OnRequest((_, _) => ValueTask.FromResult(DeviceResponse.Ok));
        var first = await fixture.ConnectAsync();
        await first.SendAsync(new { kind = "request", id = "r", type = "t" });
        var answer = await first.ReadAsync();
        first.Cut();
        var second = await fixture.Service.WelcomeAsync();
        var again = await second.ReadAsync();
        Assert.Equal("r", again.GetProperty("requestid").GetString());
        Assert.Equal(answer.GetProperty("id").GetString(), again.GetProperty("id").GetString());
    }
}
