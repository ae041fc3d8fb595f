using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Mosaic.Tests.EndToEnd.Faults;

/// <summary>RabbitMQ is killed (SIGKILL) in the middle of everything and starts again on its data.</summary>
public sealed class BrokerKillTests(KillableBroker rabbit) : IClassFixture<KillableBroker>
{
    /// <param name="recovery">Long: devices keep their sessions. Short: they are sent away and come back.</param>
    [Theory]
    [InlineData(120)]
    [InlineData(1)]
    public async Task RabbitMQ_Killed_NothingIsLostAndEverybodyGoesOn(int recovery)
    {
        await using var system = await FaultSystem.StartAsync(await rabbit.CreateVirtualHostAsync(), recovery);
        await using var idle = await system.Sockets[0].WelcomedAsync();
        FlowingDevice[] devices = [.. system.Flow(system.Sockets[0], 5), .. system.Flow(system.Sockets[1], 5)];
        await AckedMoreAsync(devices);
        using var enough = new CancellationTokenSource();
        var calls = new ConcurrentQueue<Call>();
        var calling = Task.WhenAll(devices.Select(device => CallAsync(system, device, calls, enough.Token)));
        await Eventually.True(() => calls.Count > 30, SystemFixture.Patience);

        await rabbit.KillAsync();
        await AnswersAreTruthfulAsync(system, devices[0]);
        if (recovery == 1)
        {
            Assert.Equal((4002, "subscribe_failed", true), await idle.ClosedAsync());
        }

        await rabbit.IsBackAsync();
        await system.HealthyAsync();
        await AckedMoreAsync(devices);
        await Task.WhenAll(devices.Select(system.ReachesAsync));
        await enough.CancelAsync();
        await calling.WaitAsync(SystemFixture.Patience);

        foreach (var device in devices)
        {
            await device.StopSendingAsync();
            await device.AssertArrivedAsync(system.Hive);
            await system.PresenceAsync(device.Id, connected: true);
        }

        Assert.All(calls, call => call.AssertTruthful());
        Assert.Contains(calls, call => call.Outcome == "confirmed");
        await system.PresenceAsync(idle.Id, connected: recovery != 1);
    }

    private static Task AckedMoreAsync(FlowingDevice[] devices) => Task.WhenAll(devices.Select(device => device.AckedMoreAsync(20)));

    /// <summary>While RabbitMQ is away, a call is answered at once, and so that the caller knows that nothing was sent.</summary>
    private static async Task AnswersAreTruthfulAsync(FaultSystem system, FlowingDevice device)
    {
        foreach (var service in system.Services)
        {
            await Eventually.True(async () =>
            {
                using var health = await service.Client.GetAsync("/health");
                return health.StatusCode == HttpStatusCode.ServiceUnavailable;
            }, SystemFixture.Patience);
        }

        var call = await Call.MakeAsync(system.Services[0], device);
        Assert.True(call.SafeToRetry);
        call.AssertTruthful();
    }

    private static async Task CallAsync(FaultSystem system, FlowingDevice device, ConcurrentQueue<Call> calls, CancellationToken enough)
    {
        for (var turn = 0; !enough.IsCancellationRequested; turn++)
        {
            calls.Enqueue(await Call.MakeAsync(system.Services[turn % 2], device));
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None); // Some a second: refusals come at once.
        }
    }

    /// <summary>A request, as its caller and its device know it.</summary>
    private sealed record Call(FlowingDevice Device, string Id, string? Outcome, bool? SafeToRetry, string Answer)
    {
        public static async Task<Call> MakeAsync(DeviceService.ServiceHost service, FlowingDevice device)
        {
            var id = $"{Guid.NewGuid()}";
            using var answer = await service.PostAsync($"/devices/{device.Id}/requests", $$"""{"type":"org.example.ask","id":"{{id}}","timeout":5}""");
            var text = await answer.Content.ReadAsStringAsync();
            var json = JsonDocument.Parse(text).RootElement;
            return new Call(device, id, Text(json, "outcome"), json.TryGetProperty("safetoretry", out var safe) ? safe.GetBoolean() : null, text);
        }

        /// <summary>Who hears that it may try again can be sure that the device was not asked; who hears an answer, that it was.</summary>
        public void AssertTruthful()
        {
            Assert.True(Outcome is "confirmed" or "not_sent" or "unconfirmed", Answer);
            Assert.Equal(Outcome == "confirmed" ? null : Outcome == "not_sent", SafeToRetry);
            if (Outcome != "unconfirmed")
            {
                Assert.Equal(Outcome == "confirmed", Device.Requests.ContainsKey(Id));
            }
        }

        private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var text) ? text.GetString() : null;
    }
}
