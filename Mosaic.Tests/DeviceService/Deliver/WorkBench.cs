using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mosaic.DeviceService.Deliver;
using Mosaic.DeviceService.Telemetry;
using Mosaic.Messaging;

namespace Mosaic.Tests.DeviceService.Deliver;

/// <summary>Lanes, gate and workers with nothing real around them.</summary>
internal sealed class WorkBench : IAsyncDisposable
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Task _working;

    internal WorkBench(DeliveryOptions? options = null, int workers = 4)
    {
        var settings = Options.Create(options ?? new DeliveryOptions());
        Gate = new HiveGate(settings, Time, NullLogger<HiveGate>.Instance);
        Flow = new FlowControl(Gate, publisher: null!, Options.Create(new MessagingOptions()), Time, NullLogger<FlowControl>.Instance);
        Lanes = new DeliveryLanes(Flow, Time);
        var metrics = new DeviceServiceMetrics(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        var worker = new DeliveryWorker(
            Lanes, Gate, Poster, DeadLetters, new TrialMemory(), metrics, settings, Time, NullLogger<DeliveryWorker>.Instance);
        _working = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => worker.RunAsync(_stopping.Token)));
    }

    internal FakeTimeProvider Time { get; } = new();

    internal DeliveryLanes Lanes { get; }

    internal HiveGate Gate { get; }

    internal FlowControl Flow { get; }

    internal FakePoster Poster { get; } = new();

    internal FakeDeadLetters DeadLetters { get; } = new();

    internal FakeItem Add(Guid device, string id, string data = "1")
    {
        var item = FakeItem.Create(device, id, data);
        Lanes.Add(item);
        return item;
    }

    internal Task PostsAsync(int count) => Eventually.True(() => Poster.Posts.Count >= count, Patience);

    /// <summary>Lets time pass until there have been so many posts.</summary>
    internal Task PostsInTimeAsync(int count, TimeSpan step) => Eventually.True(() =>
    {
        if (Poster.Posts.Count >= count)
        {
            return true;
        }

        Time.Advance(step);
        return false;
    }, Patience);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _working;
        Flow.Dispose();
        await _services.DisposeAsync();
    }
}
