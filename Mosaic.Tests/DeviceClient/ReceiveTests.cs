using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Mosaic.Devices;

namespace Mosaic.Tests.Devices;

public sealed class ReceiveTests
{
    [Fact]
    public async Task Event_AllFields_ReachesTheHandlerWithDataByteForByte()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var received = new TaskCompletionSource<DeviceEvent>();
        fixture.Client.OnEvent((message, _) =>
        {
            received.TrySetResult(message);
            return ValueTask.CompletedTask;
        });
        var connection = await fixture.ConnectAsync();
        const string Data = """{ "x" : 1.0, "x":[ ]}""";
        await connection.SendAsync(
            """{"kind":"event","specversion":"1.0","id":"m","source":"/hive","type":"t","time":"2026-01-01T00:00:00Z","device":"d","data":"""
            + Data + ""","zone":{"a":1}}""");
        var message = await received.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(("m", "t", "/hive"), (message.Id, message.Type, message.Source));
        Assert.Equal(2026, message.Time!.Value.Year);
        Assert.Equal(Data, Encoding.UTF8.GetString(message.Data.Span));
        var extension = Assert.Single(message.Extensions);
        Assert.Equal("zone", extension.Key);
        Assert.Equal(1, extension.Value.GetProperty("a").GetInt32());
    }

    [Theory]
    [InlineData("1990-12-31T23:59:60Z", "1991-01-01T00:00:00.0000000+00:00")]
    [InlineData("2026-11-22T16:41:00.123456789+15:30", "2026-11-22T01:11:00.1234567+00:00")]
    [InlineData("0000-01-01t00:00:00z", "0001-01-01T00:00:00.0000000+00:00")]
    [InlineData("9999-12-31T23:59:60Z", "9999-12-31T23:59:59.9999999+00:00")]
    public async Task Event_WithAnyTimeOfRfc3339AndBinaryData_IsRead(string time, string read)
    {
        await using var fixture = await ClientFixture.StartAsync();
        var received = new TaskCompletionSource<DeviceEvent>();
        fixture.Client.OnEvent((message, _) =>
        {
            received.TrySetResult(message);
            return ValueTask.CompletedTask;
        });
        var connection = await fixture.ConnectAsync();
        await connection.SendAsync($$"""{"kind":"event","id":"m","type":"t","time":"{{time}}","data_base64":"+\/8A"}""");

        var message = await received.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(read, message.Time!.Value.ToString("O"));
        Assert.Equal([0xFB, 0xFF, 0], message.Binary!.Value.ToArray());
        Assert.True(message.Data.IsEmpty);
    }

    [Fact]
    public async Task Events_HandlerFailsOnOne_OthersFollowInOrder()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var seen = new ConcurrentQueue<string>();
        fixture.Client.OnEvent(async (message, _) =>
        {
            await Task.Yield();
            seen.Enqueue(message.Id);
            if (message.Id == "3")
            {
                throw new InvalidOperationException("on purpose");
            }
        });
        var connection = await fixture.ConnectAsync();
        for (var n = 1; n <= 50; n++)
        {
            await connection.SendAsync(new { kind = "event", id = $"{n}", type = "t" });
        }

        await Eventually.True(() => seen.Count == 50, TimeSpan.FromSeconds(20));
        Assert.Equal(Enumerable.Range(1, 50).Select(n => $"{n}"), seen);
    }

    [Fact]
    public async Task Event_HandlerWaitsForAck_GetsIt()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var acked = new TaskCompletionSource<SendResult>();
        fixture.Client.OnEvent(async (_, stopping) =>
            acked.TrySetResult(await fixture.Client.SendEventAsync(new OutgoingEvent { Type = "reply", Id = "r" }, stopping)));
        var connection = await fixture.ConnectAsync();
        await connection.SendAsync(new { kind = "event", id = "1", type = "t" });
        await connection.ReadAsync();
        await connection.AckAsync("r");
        Assert.True((await acked.Task.WaitAsync(TimeSpan.FromSeconds(20))).Acked);
    }

    [Fact]
    public async Task Events_MoreThanMayWait_ClosesAsSlowAndComesBack()
    {
        await using var fixture = await ClientFixture.StartAsync(receiveQueue: 2);
        fixture.Client.OnEvent(async (_, stopping) => await Task.Delay(Timeout.InfiniteTimeSpan, stopping));
        var connection = await fixture.ConnectAsync();
        for (var n = 0; n < 4; n++)
        {
            await connection.SendAsync(new { kind = "event", id = $"{n}", type = "t" });
        }

        Assert.Equal(4001, await connection.ReadCloseAsync());
        await fixture.Service.WelcomeAsync();
        Assert.Contains(fixture.Changes, change => change.Reason?.ErrorCode == "slow_handler");
    }

    [Fact]
    public async Task Event_Unreadable_IsSkippedAndTheNextArrives()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var seen = new ConcurrentQueue<string>();
        fixture.Client.OnEvent((message, _) =>
        {
            seen.Enqueue(message.Id);
            return ValueTask.CompletedTask;
        });
        var connection = await fixture.ConnectAsync();
        await connection.SendAsync("""{"kind":"event","id":1,"type":"t"}""");
        await connection.SendAsync("""{"kind":"from-the-future","id":"f"}""");
        await connection.SendAsync("""{"kind":"event","id":"good","type":"t"}""");
        await Eventually.True(() => !seen.IsEmpty, TimeSpan.FromSeconds(20));
        Assert.Equal(["good"], seen);
    }

    [Fact]
    public async Task Event_WithTrace_HandlerRunsUnderIt()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Mosaic.DeviceClient",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        await using var fixture = await ClientFixture.StartAsync();
        var parent = new TaskCompletionSource<string?>();
        fixture.Client.OnEvent((_, _) =>
        {
            parent.TrySetResult(Activity.Current?.ParentId);
            return ValueTask.CompletedTask;
        });
        var connection = await fixture.ConnectAsync();
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await connection.SendAsync(new { kind = "event", id = "1", type = "t", traceparent = Trace });
        Assert.Equal(Trace, await parent.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Message_DataDeeplyNested_IsRead()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var received = new TaskCompletionSource<int>();
        fixture.Client.OnEvent((message, _) =>
        {
            received.TrySetResult(message.Data.Length);
            return ValueTask.CompletedTask;
        });
        var connection = await fixture.ConnectAsync();
        var data = new string('[', 500) + new string(']', 500);
        await connection.SendAsync($$"""{"data":{{data}},"kind":"event","id":"1","type":"t"}""");
        Assert.Equal(1000, await received.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void Message_WithoutId_IsNotOne() =>
        Assert.Throws<JsonException>(() => new DeviceEvent(MessageFields.Read("""{"type":"t"}"""u8.ToArray())));
}
