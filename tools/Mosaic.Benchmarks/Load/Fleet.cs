using System.Diagnostics;

namespace Mosaic.Benchmarks.Load;

/// <summary>Devices that send to a backend, and the ways they do.</summary>
internal sealed class Fleet : IDisposable
{
    private static readonly TimeSpan ArrivalPatience = TimeSpan.FromSeconds(10);

    private readonly SendingDevice[] _devices;

    private Fleet(SendingDevice[] devices, Arrivals arrivals)
    {
        _devices = devices;
        Arrivals = arrivals;
    }

    /// <summary>Where its messages arrive.</summary>
    public Arrivals Arrivals { get; }

    /// <summary>Messages sent so far.</summary>
    public long Sent => _devices.Sum(device => device.Sent);

    /// <summary>What a row says of devices that did not stay: nothing, when all did.</summary>
    public string Losses => _devices.Count(device => device.IsDisconnected) is > 0 and var gone ? $"; {gone} devices were disconnected" : "";

    /// <param name="address">Where a device connects.</param>
    /// <param name="size">How many.</param>
    /// <param name="token">A device's token, if it needs one.</param>
    /// <param name="arrivals">Where the messages arrive.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<Fleet> ConnectAsync(Uri address, int size, Func<string>? token, Arrivals arrivals, CancellationToken cancellationToken)
    {
        var devices = new SendingDevice[size];
        for (var i = 0; i < size; i++)
        {
            devices[i] = await SendingDevice.ConnectAsync(address, token?.Invoke(), i, arrivals, cancellationToken);
        }

        arrivals.Arrived = index => devices[index].OnArrived();
        return new Fleet(devices, arrivals);
    }

    /// <summary>Sends as fast as messages arrive.</summary>
    /// <returns>Messages a second that arrived between the end of the warm-up and the end of the run.</returns>
    public async Task<double> RunAsync(TimeSpan warmUp, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = Task.WhenAll(_devices.Select(device => Task.Run(() => device.SendAsync(stop.Token), CancellationToken.None)));
        await Task.WhenAny(sending, Task.Delay(warmUp, cancellationToken));
        var (before, started) = (Arrivals.Count, Stopwatch.GetTimestamp());
        await Task.WhenAny(sending, Task.Delay(duration, cancellationToken));
        var rate = (Arrivals.Count - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await stop.CancelAsync();
        await sending;
        await WaitForAllAsync(cancellationToken);
        return rate;
    }

    /// <summary>Sends at an even rate, each device in turn.</summary>
    public async Task PaceAsync(double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (long sent = 0; Stopwatch.GetElapsedTime(started) < duration && await tick.WaitForNextTickAsync(cancellationToken);)
        {
            for (var due = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond); sent < due; sent++)
            {
                await _devices[sent % _devices.Length].SendAsync(1, cancellationToken);
            }
        }

        await WaitForAllAsync(cancellationToken);
    }

    public void Dispose()
    {
        Arrivals.Arrived = null;
        foreach (var device in _devices)
        {
            device.Dispose();
        }
    }

    /// <summary>Waits for what is still on its way, as long as something comes.</summary>
    private async Task WaitForAllAsync(CancellationToken cancellationToken)
    {
        var (seen, since) = (-1L, Stopwatch.GetTimestamp());
        while (Arrivals.Count < Sent && Stopwatch.GetElapsedTime(since) < ArrivalPatience)
        {
            if (Arrivals.Count != seen)
            {
                (seen, since) = (Arrivals.Count, Stopwatch.GetTimestamp());
            }

            await Task.Delay(20, cancellationToken);
        }
    }
}
