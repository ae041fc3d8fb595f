using System.Diagnostics;

namespace Mosaic.Benchmarks.Load;

/// <summary>Counts the messages that arrive: each once, in its device's order.</summary>
internal sealed class Arrivals(int devices)
{
    private readonly long[] _last = new long[devices];
    private long[]? _latencies;
    private long _latencyCount;
    private long _arrived;
    private long _repeated;
    private long _skipped;

    /// <summary>Called with a device's number after each of its messages.</summary>
    public Action<int>? Arrived { get; set; }

    /// <summary>Messages that arrived, repeats aside.</summary>
    public long Count => Interlocked.Read(ref _arrived);

    /// <summary>Messages that arrived again.</summary>
    public long Repeated => Interlocked.Read(ref _repeated);

    /// <summary>Messages that a later one of their device has overtaken, or that were lost.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <summary>The sequence of a device's last message.</summary>
    public long LastOf(int device) => Volatile.Read(ref _last[device]);

    /// <summary>Finds every stamp in what has arrived.</summary>
    public void Scan(ReadOnlySpan<byte> body)
    {
        for (int at; (at = body.IndexOf(Stamp.Marker)) >= 0; body = body[Stamp.Length..])
        {
            body = body[(at + Stamp.Marker.Length)..];
            var (device, sequence, sentAt) = Stamp.Read(body);
            Add(device, sequence, sentAt);
        }
    }

    /// <summary>From here on latencies are kept.</summary>
    public void KeepLatencies(int capacity)
    {
        _latencyCount = 0;
        _latencies = new long[capacity];
    }

    /// <summary>The latencies kept, in milliseconds.</summary>
    public double[] TakeLatencies()
    {
        var kept = _latencies!.AsSpan(0, (int)Math.Min(_latencyCount, _latencies!.Length)).ToArray();
        _latencies = null;
        return [.. kept.Select(ticks => ticks * 1000.0 / Stopwatch.Frequency)];
    }

    private void Add(int device, long sequence, long sentAt)
    {
        var before = Volatile.Read(ref _last[device]);
        if (sequence <= before)
        {
            Interlocked.Increment(ref _repeated);
            return;
        }

        if (sequence > before + 1)
        {
            Interlocked.Add(ref _skipped, sequence - before - 1);
        }

        Volatile.Write(ref _last[device], sequence);
        Interlocked.Increment(ref _arrived);
        if (_latencies is { } latencies && Interlocked.Increment(ref _latencyCount) - 1 is var index && index < latencies.Length)
        {
            latencies[index] = Stopwatch.GetTimestamp() - sentAt;
        }

        Arrived?.Invoke(device);
    }
}
