using System.Diagnostics;

namespace Mosaic.DeviceSimulator.Reporting;

/// <summary>Writes the summary: over and over the same line on a terminal, a line now and then elsewhere, and a last one.</summary>
internal sealed class Reporter(Counters counters, Func<int> devices, TextWriter output, bool interactive, TimeProvider time)
{
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(interactive ? 1 : 10);
    private readonly long _started = Stopwatch.GetTimestamp();

    public async Task RunAsync(CancellationToken ending)
    {
        using var timer = new PeriodicTimer(_interval, time);
        var acked = 0L;
        try
        {
            while (await timer.WaitForNextTickAsync(ending))
            {
                var now = Volatile.Read(ref counters.Acked);
                Write((now - acked) / _interval.TotalSeconds);
                acked = now;
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The run is over; the last line follows.
        }
    }

    /// <summary>The last line, with the rate over the whole run.</summary>
    public void WriteLast()
    {
        if (interactive)
        {
            output.WriteLine();
        }

        output.WriteLine("done: " + SummaryLine.Of(counters, devices(), counters.Acked / Stopwatch.GetElapsedTime(_started).TotalSeconds));
    }

    private void Write(double perSecond)
    {
        var line = SummaryLine.Of(counters, devices(), perSecond);
        // Carriage return and "erase to the end of the line".
        if (interactive)
        {
            output.Write("\r" + line + "\u001b[K");
        }
        else
        {
            output.WriteLine(line);
        }
    }
}
