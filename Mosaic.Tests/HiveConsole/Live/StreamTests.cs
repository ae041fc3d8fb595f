using System.Net;
using Mosaic.HiveConsole.Live;
using Mosaic.Tests.HiveBackendStub;

namespace Mosaic.Tests.HiveConsole.Live;

public sealed class StreamTests
{
    private const int Away = 0;
    private const int Connected = 1;
    private const int Trouble = 3;

    [Fact]
    public async Task Open_WhatHappenedBefore_IsInTheSnapshot()
    {
        await using var stub = await StubHost.StartAsync();
        await stub.Client.SendAsync(Delivery.Signed(Presence("p-1", "connected", 5)));
        var registered = Guid.NewGuid().ToString("D");
        await stub.Client.PostAsync("/devices", StubHost.Json($$"""{"device":"{{registered}}"}"""));

        using var stream = await StreamReading.OpenAsync(stub);

        Assert.Equal(new() { [Delivery.Device] = Connected, [registered] = Away }, stream.States);
        Assert.Equal(1, stream.Totals.GetProperty("received").GetInt64());
        Assert.Empty(stream.Pulses);
    }

    [Fact]
    public async Task Presence_Delivered_ChangesTheTileForEveryViewer()
    {
        await using var stub = await StubHost.StartAsync();
        using var one = await StreamReading.OpenAsync(stub);
        using var other = await StreamReading.OpenAsync(stub);

        await stub.Client.SendAsync(Delivery.Signed(Presence("p-1", "connected", 5)));
        await one.UntilAsync(stream => stream.States.GetValueOrDefault(Delivery.Device) == Connected);
        await stub.Client.SendAsync(Delivery.Signed(Presence("p-2", "disconnected", 4)));
        await stub.Client.SendAsync(Delivery.Signed(Presence("p-3", "disconnected", 5)));

        await one.UntilAsync(stream => stream.States[Delivery.Device] == Away);
        await other.UntilAsync(stream => stream.Totals.GetProperty("received").GetInt64() == 3 && stream.States[Delivery.Device] == Away);
    }

    [Fact]
    public async Task Message_Delivered_Pulses()
    {
        await using var stub = await StubHost.StartAsync();
        using var stream = await StreamReading.OpenAsync(stub);

        await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")));

        await stream.UntilAsync(read => read.Pulses.Contains(Delivery.Device));
    }

    [Fact]
    public async Task Fault_WhileItHolds_ShowsTroubleUntilADeliveryIsTaken()
    {
        await using var stub = await StubHost.StartAsync();
        using var stream = await StreamReading.OpenAsync(stub);

        await stub.PutFaultsAsync("""{"status":503}""");
        await stream.UntilAsync(read => read.Totals.GetProperty("faulty").GetBoolean());
        await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")));
        await stream.UntilAsync(read => read.States.GetValueOrDefault(Delivery.Device) == Trouble);
        await stub.Client.DeleteAsync("/faults");
        await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")));

        await stream.UntilAsync(read => read.States[Delivery.Device] == Away && !read.Totals.GetProperty("faulty").GetBoolean());
    }

    [Fact]
    public async Task Viewers_TooMany_AreRefusedUntilOneLeaves()
    {
        await using var stub = await StubHost.StartAsync();
        var streams = new List<StreamReading>();
        for (var i = 0; i < FleetStream.MostViewers; i++)
        {
            streams.Add(await StreamReading.OpenAsync(stub));
        }

        var refused = await stub.Client.GetAsync("/console/api/stream", HttpCompletionOption.ResponseHeadersRead);
        await ProblemAssert.IsAsync(refused, HttpStatusCode.ServiceUnavailable, "too-many-viewers");
        streams[0].Dispose();

        await Eventually.True(async () =>
        {
            using var answer = await stub.Client.GetAsync("/console/api/stream", HttpCompletionOption.ResponseHeadersRead);
            return answer.IsSuccessStatusCode;
        }, StubHost.Patience);
        streams.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task Program_Ends_WithAStreamOpen()
    {
        await using var stub = await StubHost.StartAsync();
        using var stream = await StreamReading.OpenAsync(stub);

        await stub.StopAsync().WaitAsync(StubHost.Patience);

        await Assert.ThrowsAnyAsync<IOException>(() => stream.UntilAsync(_ => false));
    }

    [Fact]
    public void Viewer_ThatDoesNotRead_IsDropped()
    {
        var viewer = new Viewer();

        for (var i = 0; i < Viewer.MostWaiting; i++)
        {
            Assert.True(viewer.TrySend([]));
        }

        Assert.False(viewer.Dropped.IsCancellationRequested);

        Assert.False(viewer.TrySend([]));
        Assert.True(viewer.Dropped.IsCancellationRequested);
    }

    private static string Presence(string id, string what, long epoch) =>
        $$"""
        {"specversion":"1.0","id":"{{id}}","source":"/devices/{{Delivery.Device}}","type":"mosaic.device.{{what}}",
        "device":"{{Delivery.Device}}","epoch":"{{epoch:D16}}","data":{"reason":"closed_by_device"} }
        """;
}
