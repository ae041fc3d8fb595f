using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Mosaic.Tests.EndToEnd.Faults;

namespace Mosaic.Tests.EndToEnd;

/// <summary>An instance of the WebSocket Service stands still (SIGSTOP) until it is taken for lost, its devices move, and it goes on (SIGCONT).</summary>
[Collection(KillCollection.Name)]
public sealed class StandstillTests(SystemFixture system)
{
    private const string Stopped = "websocket-service-0";

    [Fact]
    public async Task WebSocketService_StandsStillAndGoesOn_EveryDeviceHasOneSessionAndNothingAckedIsLost()
    {
        var instances = await ConnectAsync();
        var devices = instances.SelectMany(instance => instance).ToList();
        var flows = new List<FlowingDevice>();
        foreach (var _ in Enumerable.Range(0, 8))
        {
            var (id, token) = await system.RegisterAsync();
            flows.Add(new FlowingDevice(system.WebSocket, id, token));
        }

        await AckedMoreAsync(flows);

        // 1. It is taken for lost, while its devices' connections stand. Devices that send notice and move.
        List<PlainDevice> lost;
        var moved = new Dictionary<PlainDevice, PlainDevice>();
        await system.StopAsync(Stopped);
        try
        {
            lost = await LostAsync(instances);
            await AckedMoreAsync(flows);

            // 2. Of the others every second one moves too, the newest among them, and leaves its old connection as it is.
            foreach (var device in lost.Where((_, index) => (lost.Count - index) % 2 == 1))
            {
                moved.Add(device, await MoveAsync(device.Id));
            }
        }
        finally
        {
            await system.ContinueAsync(Stopped);
        }

        // 3. It closes what is over: a device that moved has its new session only, the others come back.
        foreach (var device in lost)
        {
            Assert.Contains(await device.ReadToCloseAsync(), moved.ContainsKey(device) ? [4002, 4503] : new int?[] { 4002 });
        }

        await system.HealthyAsync();
        foreach (var device in lost.Where(device => !moved.ContainsKey(device)))
        {
            moved.Add(device, await system.ConnectAsync(device.Id));
        }

        foreach (var device in devices)
        {
            await AssertReachedAsync(moved.GetValueOrDefault(device, device));
        }

        await AckedMoreAsync(flows);
        foreach (var flow in flows)
        {
            await flow.StopSendingAsync();
            await flow.AssertArrivedAsync(async () => (await system.MessagesAsync(flow.Id)).Select(message => message.GetProperty("event")));
            await AssertPresentAsync(flow.Id);
            await flow.DisposeAsync();
        }
    }

    /// <summary>Devices on both instances, some on each: those of the one, and those of the other.</summary>
    private async Task<List<PlainDevice>[]> ConnectAsync()
    {
        var devices = new List<(PlainDevice Device, string Instance)>();
        while (devices.GroupBy(device => device.Instance).Count(group => group.Count() >= 4) < 2)
        {
            Assert.True(devices.Count < 100, "A hundred connections went to one instance.");
            var device = await system.ConnectAsync();
            devices.Add((device, await system.InstanceOfAsync(device.Id)));
        }

        return [.. devices.GroupBy(device => device.Instance, device => device.Device).Select(group => group.ToList())];
    }

    /// <summary>Waits until all devices of one instance are told to be gone with it: these.</summary>
    private async Task<List<PlainDevice>> LostAsync(List<PlainDevice>[] instances)
    {
        List<PlainDevice>? lost = null;
        await Eventually.True(async () =>
        {
            foreach (var devices in instances)
            {
                var gone = await Task.WhenAll(devices.Select(IsLostAsync));
                lost = Array.TrueForAll(gone, isLost => isLost) ? devices : lost;
            }

            return lost is not null;
        }, SystemFixture.Patience);
        return lost!;
    }

    private async Task<bool> IsLostAsync(PlainDevice device) => (await system.MessagesAsync(device.Id)).Any(message => IsDisconnected(message.GetProperty("event")));

    /// <summary>Connects, past the instance that stands still: attempts that nobody answers are given up, as a device does.</summary>
    private async Task<PlainDevice> MoveAsync(Guid id)
    {
        PlainDevice? moved = null;
        await Eventually.True(async () =>
        {
            try
            {
                moved = await system.ConnectAsync(id, TimeSpan.FromSeconds(3));
            }
            catch (OperationCanceledException)
            {
                // The one that stands still. The handshake waits there.
            }

            return moved is not null;
        }, SystemFixture.Patience);
        return moved!;
    }

    private async Task AssertReachedAsync(PlainDevice device)
    {
        var receiving = device.ReceiveAsync("event");
        await Eventually.True(async () =>
        {
            using var answer = await system.Hive.PostAsJsonAsync($"/devices/{device.Id}/events", new { type = "org.example.event" });
            return answer.StatusCode == HttpStatusCode.Accepted || receiving.IsCompleted; // As it does when the service closes.
        }, SystemFixture.Patience);
        await receiving;
        await AssertPresentAsync(device.Id);
    }

    /// <summary>The view and the events at the backend, of which those of the greatest epoch count, say that it is connected.</summary>
    private async Task AssertPresentAsync(Guid device)
    {
        await system.InstanceOfAsync(device);
        await Eventually.True(async () =>
        {
            var presence = (await system.MessagesAsync(device)).Select(message => message.GetProperty("event")).Where(e => e.TryGetProperty("epoch", out _)).ToList();
            var newest = presence.Max(EpochOf); // As long as all others, so the greatest text.
            return newest is not null && !presence.Exists(e => IsDisconnected(e) && EpochOf(e) == newest);
        }, SystemFixture.Patience);
    }

    private static Task AckedMoreAsync(List<FlowingDevice> flows) => Task.WhenAll(flows.Select(flow => flow.AckedMoreAsync(20)));

    private static string? EpochOf(JsonElement e) => e.GetProperty("epoch").GetString();

    private static bool IsDisconnected(JsonElement e) => e.GetProperty("type").GetString() == "mosaic.device.disconnected";
}
