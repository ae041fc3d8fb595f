using Mosaic.Tests.Broker;

namespace Mosaic.Tests.DeviceService.DeadLetters;

[Collection(MemoryTests.Name)]
public sealed class DeadLetterMemoryTests(RabbitMQFixture broker)
{
    [Fact]
    public async Task DeadLetters_LargeAndMany_TakeNoMemoryThatGrowsWithThem()
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(host.ConnectionString, hive.Address, "--DeadLetters:BusyTimeout=00:01:00");
        await using var letters = await LetterBox.OpenAsync(host);
        const int Count = 400;
        var data = new byte[260_000];
        data.AsSpan().Fill((byte)'1');
        for (var n = 0; n < Count; n++)
        {
            await letters.PutAsync(Guid.NewGuid(), $"{n}", "rejected", data);
        }

        await service.GetAsync("/dead-letters?limit=1"); // What is there once and for all.
        var before = GC.GetTotalMemory(forceFullCollection: true);

        // Several at once: each is answered, and letters on their way here are bounded together.
        var most = 0L;
        using var over = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250)); // Collecting without a pause stops all that is measured.
            while (!over.IsCancellationRequested)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
                await timer.WaitForNextTickAsync();
            }
        });
        var pages = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => service.GetAsync("/dead-letters?limit=1000")));
        await over.CancelAsync();
        await watching;

        Assert.All(pages, page => Assert.Equal(Count, page.GetProperty("deadletters").GetArrayLength()));
        Assert.InRange(most - before, long.MinValue, 70_000_000); // Of 104 MB that there are.

        // What the pools of the runtime hold they give back with time.
        await Eventually.True(() => GC.GetTotalMemory(forceFullCollection: true) < before * 1.2, TimeSpan.FromMinutes(3));
    }
}
