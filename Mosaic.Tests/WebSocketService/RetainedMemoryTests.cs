using Mosaic.Tests.Broker;

namespace Mosaic.Tests.WebSocketService;

/// <summary>Memory that an attack took goes back when it is over.</summary>
[Collection(MemoryTests.Name)]
public sealed class RetainedMemoryTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private const int Attackers = 60;

    [Fact]
    public async Task Messages_OfThousandsOfFields_LeaveNoMemoryBehind()
    {
        await using var host = await service.StartAnotherAsync("--Connections:MaxMessageBytes=262144");
        var attack = $"{{\"type\":\"t\",{string.Join(',', Enumerable.Range(0, 21_000).Select(number => $"\"f{number}\":1"))}}}";
        Assert.InRange(attack.Length, 200_000, 262_144);
        var ordinary = $"{{\"type\":\"t\",\"data\":\"{new string('x', 250_000)}\"}}";
        var devices = await Task.WhenAll(Enumerable.Range(0, Attackers).Select(_ => host.WelcomedAsync()));
        await SendAsync(devices, ordinary, "error", 0); // Sockets and pools have what messages of this size need.
        var before = Retained();

        await SendAsync(devices, attack, "error", 20);

        // Bytes after a forced collection; what the pools of the runtime hold they give back with time.
        var after = 0L;
        await Eventually.True(() => (after = Retained()) < before * 1.2, TimeSpan.FromMinutes(3));
        foreach (var device in devices)
        {
            await device.DisposeAsync();
        }
    }

    private static Task SendAsync(TestDevice[] devices, string message, string answer, int times) => Task.WhenAll(devices.Select(async device =>
    {
        for (var i = 0; i < times; i++)
        {
            await device.SendAsync(message);
            Assert.Equal("fields_too_large", (await device.ReceiveAsync(answer)).GetProperty("code").GetString());
        }

        await device.SendAsync("{\"type\":\"t\",\"id\":\"e\"}");
        await device.ReceiveAsync("ack");
    }));

    private static long Retained()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
