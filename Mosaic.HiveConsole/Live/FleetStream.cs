using System.Threading.Channels;
using Mosaic.HiveConsole.Fleet;
using Mosaic.HiveConsole.Hosting;

namespace Mosaic.HiveConsole.Live;

/// <summary>Tells every open page ten times a second what changed. Without an open page it does nothing.</summary>
internal sealed partial class FleetStream(
    DeviceFleet fleet, IHiveBackend backend, PresenceRefresh refresh, TimeProvider time, ILogger<FleetStream> logger) : BackgroundService
{
    internal const int MostViewers = 64;

    // A frame each 15 s at least, so that a connection that is gone is noticed on both ends.
    private const int QuietTicks = 150;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private static readonly byte[] Comment = ":\n\n"u8.ToArray();

    private readonly Lock _lock = new();
    private readonly List<Viewer> _viewers = [];
    private readonly FleetPicture _picture = new(fleet);
    private readonly SemaphoreSlim _watched = new(0, 1);
    private int _quiet;

    /// <summary>A new viewer, its snapshot waiting; null when there are too many.</summary>
    internal Viewer? Join()
    {
        lock (_lock)
        {
            if (_viewers.Count >= MostViewers)
            {
                return null;
            }

            // What has gathered since the last viewer left is not news but the state of things.
            if (_picture.Delta(Totals(), fleetChanged: true) is { } delta)
            {
                Send(delta);
            }

            var viewer = new Viewer();
            viewer.TrySend(_picture.Snapshot());
            _viewers.Add(viewer);
            if (_viewers.Count == 1 && _watched.CurrentCount == 0)
            {
                _watched.Release();
            }

            return viewer;
        }
    }

    internal void Leave(Viewer viewer)
    {
        lock (_lock)
        {
            _viewers.Remove(viewer);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (true)
        {
            await _watched.WaitAsync(stoppingToken);
            while (Tick())
            {
                await timer.WaitForNextTickAsync(stoppingToken);
            }
        }
    }

    private bool Tick()
    {
        lock (_lock)
        {
            if (_viewers.Count == 0)
            {
                return false;
            }

            refresh.Want();
            if (_picture.Delta(Totals(), fleet.TakeChange()) is { } delta)
            {
                Send(delta);
            }
            else if (++_quiet >= QuietTicks)
            {
                Send(Comment);
            }

            return true;
        }
    }

    private void Send(byte[] frame)
    {
        _quiet = 0;
        for (var i = _viewers.Count - 1; i >= 0; i--)
        {
            if (_viewers[i].TrySend(frame))
            {
                continue;
            }

            _viewers.RemoveAt(i);
            ViewerDropped(logger, Viewer.MostWaiting);
        }
    }

    private FleetTotals Totals() => new(backend.Totals, fleet.IsFull, refresh.Failed);

    [LoggerMessage(Level = LogLevel.Information, Message = "A viewer of the console was cut off: it had {Frames} frames waiting; its page comes back by itself")]
    private static partial void ViewerDropped(ILogger logger, int frames);
}

/// <summary>One open page. It gets every frame in order or is cut off, to come back for a snapshot.</summary>
internal sealed class Viewer
{
    // A little over three seconds of them; the frames themselves are shared by all viewers.
    internal const int MostWaiting = 32;

    private readonly Channel<byte[]> _frames = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });

    private readonly CancellationTokenSource _dropped = new();

    /// <summary>Cancelled when the viewer has fallen behind.</summary>
    internal CancellationToken Dropped => _dropped.Token;

    internal ChannelReader<byte[]> Frames => _frames.Reader;

    /// <summary>False when the viewer is too slow, which ends it.</summary>
    internal bool TrySend(byte[] frame)
    {
        if (_frames.Writer.TryWrite(frame))
        {
            return true;
        }

        _dropped.Cancel();
        return false;
    }
}
