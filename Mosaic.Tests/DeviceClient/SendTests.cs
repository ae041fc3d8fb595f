using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Mosaic.Devices;

namespace Mosaic.Tests.Devices;

public sealed class SendTests
{
    [Fact]
    public async Task Send_AllFields_WritesThemAndDataByteForByte()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync();
        const string Data = """{ "b" : 1.50,"a":[1, 2 ],"ü":"\u00fc", "a":null}""";
        var sending = fixture.Client.SendEventAsync(new OutgoingEvent
        {
            Type = "org.example.battery",
            Id = "e-1",
            Subject = "cell \"1\"",
            Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Data = Encoding.UTF8.GetBytes(Data),
            Extensions = new Dictionary<string, JsonElement> { ["zone"] = JsonSerializer.SerializeToElement(new[] { 1, 2 }) },
        });

        var text = await connection.ReadTextAsync();
        Assert.Contains("\"data\":" + Data + "}", text, StringComparison.Ordinal);
        var frame = JsonDocument.Parse(text).RootElement;
        Assert.Equal("event", frame.GetProperty("kind").GetString());
        Assert.Equal("org.example.battery", frame.GetProperty("type").GetString());
        Assert.Equal("cell \"1\"", frame.GetProperty("subject").GetString());
        Assert.Equal(2026, frame.GetProperty("time").GetDateTimeOffset().Year);
        Assert.Equal(2, frame.GetProperty("zone")[1].GetInt32());
        await connection.AckAsync("e-1");
        Assert.Equal("e-1", (await sending).Id);
    }

    [Fact]
    public async Task Send_Bytes_GoAsBase64InsteadOfData()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync();
        var sending = fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "e-1", Binary = new byte[] { 0xFB, 0xFF, 0 }, DataContentType = "image/png" });

        var frame = await connection.ReadAsync();
        Assert.Equal("+/8A", frame.GetProperty("data_base64").GetString());
        Assert.False(frame.TryGetProperty("data", out _));
        await connection.AckAsync("e-1");
        await sending;
        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Data = "1"u8.ToArray(), Binary = new byte[1] }));
    }

    [Fact]
    public async Task Send_Nacked_SaysWhy()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync();
        var sending = fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "e-3" });
        await connection.ReadAsync();
        await connection.SendAsync("""{"kind":"nack","id":"e-3","code":"reserved_field","detail":"source","retry":false}""");
        var result = await sending;
        Assert.False(result.Acked);
        Assert.Equal("reserved_field", result.Code);
        Assert.Equal("source", result.Detail);
        Assert.False(result.Retry);
    }

    [Fact]
    public async Task Send_ConnectionLostBeforeAck_SendsAgainInOrderBeforeNewer()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var first = await fixture.ConnectAsync();
        var sends = Enumerable.Range(1, 4)
            .Select(n => fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = $"e-{n}" })).ToList();
        for (var n = 1; n <= 4; n++)
        {
            Assert.Equal($"e-{n}", (await first.ReadAsync()).GetProperty("id").GetString());
        }

        await first.AckAsync("e-2");
        Assert.True((await sends[1]).Acked);
        first.Cut();
        await fixture.StateAsync(DeviceClientState.Connecting);
        sends.Add(fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "e-5" }));

        var second = await fixture.Service.WelcomeAsync();
        foreach (var expected in new[] { "e-1", "e-3", "e-4", "e-5" })
        {
            Assert.Equal(expected, (await second.ReadAsync()).GetProperty("id").GetString());
        }

        await second.AckAsync("e-1", "e-3", "e-4", "e-5");
        Assert.All(await Task.WhenAll(sends), result => Assert.True(result.Acked));
    }

    [Fact]
    public async Task Send_WindowFull_WaitsForRoomInOrder()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync(window: 2);
        var sends = Enumerable.Range(1, 5)
            .Select(n => fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = $"e-{n}" })).ToArray();
        await connection.ReadAsync();
        await connection.ReadAsync();
        // A message without an id needs no room in the window, but does not overtake those that wait for it.
        var posting = fixture.Client.PostEventAsync(new OutgoingEvent { Type = "last" }).AsTask();
        Assert.False(posting.IsCompleted);
        await connection.AckAsync("e-1");
        Assert.Equal("e-3", (await connection.ReadAsync()).GetProperty("id").GetString());
        await connection.AckAsync("e-2", "e-3");
        Assert.Equal("e-4", (await connection.ReadAsync()).GetProperty("id").GetString());
        Assert.Equal("e-5", (await connection.ReadAsync()).GetProperty("id").GetString());
        Assert.Equal("last", (await connection.ReadAsync()).GetProperty("type").GetString());
        await connection.AckAsync("e-4", "e-5");
        await posting;
        Assert.All(await Task.WhenAll(sends), result => Assert.True(result.Acked));
    }

    [Fact]
    public async Task Send_CancelledWhileWaitingForRoom_IsNotSentAndLeavesTheOthers()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync(window: 1);
        using var cancel = new CancellationTokenSource();
        var first = fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "e-1" });
        var second = fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "e-2" }, cancel.Token);
        var third = fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "e-3" });
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        Assert.Equal("e-1", (await connection.ReadAsync()).GetProperty("id").GetString());
        await connection.AckAsync("e-1");
        Assert.Equal("e-3", (await connection.ReadAsync()).GetProperty("id").GetString());
        await connection.AckAsync("e-3");
        Assert.True((await first).Acked && (await third).Acked);
    }

    [Fact]
    public async Task Send_CancelledWhileWaitingForAck_StillEndsWithTheAck()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync(window: 1);
        using var cancel = new CancellationTokenSource();
        var first = fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "e-1" }, cancel.Token);
        await connection.ReadAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "e-2" });
        Assert.False(second.IsCompleted);
        await connection.AckAsync("e-1");
        Assert.Equal("e-2", (await connection.ReadAsync()).GetProperty("id").GetString());
        await connection.AckAsync("e-2");
        Assert.True((await second).Acked);
    }

    [Fact]
    public async Task Post_WithoutId_IsSentWithoutOneAndNotAgain()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var first = await fixture.ConnectAsync();
        await fixture.Client.PostEventAsync(new OutgoingEvent { Type = "once" });
        var frame = await first.ReadAsync();
        Assert.Equal("once", frame.GetProperty("type").GetString());
        Assert.False(frame.TryGetProperty("id", out _));
        await fixture.Client.FlushAsync();

        first.Cut();
        var second = await fixture.Service.WelcomeAsync();
        await fixture.Client.PostEventAsync(new OutgoingEvent { Type = "next" });
        Assert.Equal("next", (await second.ReadAsync()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Post_QueueFull_WaitsForRoom()
    {
        var outbox = new Outbox(queueLimit: 1);
        await outbox.AddAsync(Message(), CancellationToken.None);
        var waiting = outbox.AddAsync(Message(), CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        outbox.Sent(outbox.Take()!);
        await waiting.WaitAsync(TimeSpan.FromSeconds(20));

        static OutgoingMessage Message() => MessageWriter.Event(new OutgoingEvent { Type = "t" }, null, 1000);
    }

    [Fact]
    public async Task Post_Refused_ComesToServiceError()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var error = new TaskCompletionSource<ServiceErrorEventArgs>();
        fixture.Client.ServiceError += (_, args) => error.TrySetResult(args);
        var connection = await fixture.ConnectAsync();
        await fixture.Client.PostEventAsync(new OutgoingEvent { Type = "t", Id = "p" });
        await connection.ReadAsync();
        await connection.SendAsync("""{"kind":"nack","id":"p","code":"too_many_fields","detail":"d","retry":true}""");
        var seen = await error.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(("too_many_fields", "d", true, "p"), (seen.Code, seen.Detail, seen.Retry, seen.Id));
    }

    [Theory]
    [InlineData("", null, "{}")]
    [InlineData("t", "", "{}")]
    [InlineData("t", null, "{\"a\":")]
    [InlineData("t", null, "{} {}")]
    [InlineData("t", null, "nope")]
    public async Task Send_WhatTheServiceWouldCloseFor_IsRefusedHere(string type, string? id, string data)
    {
        await using var fixture = await ClientFixture.StartAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => fixture.Client.SendEventAsync(new OutgoingEvent { Type = type, Id = id, Data = Encoding.UTF8.GetBytes(data) }));
    }

    [Fact]
    public async Task Send_BrokenUtf8_IsRefusedHere()
    {
        await using var fixture = await ClientFixture.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Client.SendEventAsync("t", new byte[] { (byte)'"', 0xff, (byte)'"' }));
    }

    [Fact]
    public async Task Send_LargerThanTheServiceTakes_IsRefusedHere()
    {
        await using var fixture = await ClientFixture.StartAsync();
        await fixture.ConnectAsync(maxMessageBytes: 200);
        var data = JsonSerializer.SerializeToUtf8Bytes(new string('x', 200));
        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Client.SendEventAsync("t", data));
    }

    [Theory]
    [InlineData("source")]
    [InlineData("Zone")]
    [InlineData("a_b")]
    [InlineData("")]
    public async Task Send_ExtensionNameNotAllowed_IsRefusedHere(string name)
    {
        await using var fixture = await ClientFixture.StartAsync();
        var message = new OutgoingEvent
        {
            Type = "t",
            Extensions = new Dictionary<string, JsonElement> { [name] = JsonSerializer.SerializeToElement(1) },
        };
        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Client.SendEventAsync(message));
    }

    [Fact]
    public async Task Send_SameIdTwiceUnacked_IsRefusedHere()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync();
        var first = fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "same" });
        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "same" }));
        await connection.ReadAsync();
        await connection.AckAsync("same");
        Assert.True((await first).Acked);
    }

    [Fact]
    public async Task Send_InAnActivity_CarriesItsTrace()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync();
        using var activity = new Activity("test") { TraceStateString = "a=b" };
        activity.SetIdFormat(ActivityIdFormat.W3C).Start();
        await fixture.Client.PostEventAsync(new OutgoingEvent { Type = "t" });
        var frame = await connection.ReadAsync();
        Assert.Equal(activity.Id, frame.GetProperty("traceparent").GetString());
        Assert.Equal("a=b", frame.GetProperty("tracestate").GetString());
    }

    [Fact]
    public async Task Dispose_Unacked_FailsTheWait()
    {
        await using var fixture = await ClientFixture.StartAsync();
        var connection = await fixture.ConnectAsync(window: 1);
        var sent = fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "1" });
        var waiting = fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = "2" });
        await connection.ReadAsync();
        connection.Cut();
        await fixture.Client.DisposeAsync();
        await Assert.ThrowsAsync<DeviceStoppedException>(() => sent);
        await Assert.ThrowsAsync<DeviceStoppedException>(() => waiting);
    }
}
