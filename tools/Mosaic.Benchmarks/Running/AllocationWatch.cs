using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace Mosaic.Benchmarks.Running;

/// <summary>What a process allocates, from the runtime's own counters over its diagnostics port: it runs as always meanwhile.</summary>
internal sealed class AllocationWatch : IAsyncDisposable
{
    private readonly EventPipeSession _session;
    private readonly EventPipeEventSource _events;
    private readonly Task _reading;
    private readonly Lock _lock = new();
    private double _bytes;
    private double _seconds;

    public AllocationWatch(int processId)
    {
        _session = new DiagnosticsClient(processId).StartEventPipeSession(
            new EventPipeProvider("System.Runtime", EventLevel.Informational, arguments: new Dictionary<string, string> { ["EventCounterIntervalSec"] = "1" }),
            requestRundown: false);
        _events = new EventPipeEventSource(_session.EventStream);
        _events.Dynamic.All += Read;
        _reading = Task.Factory.StartNew(() => _events.Process(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Bytes a second, over all whole seconds since the beginning.</summary>
    public double BytesPerSecond
    {
        get
        {
            lock (_lock)
            {
                return _bytes / _seconds;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _session.StopAsync(CancellationToken.None);
        await _reading;
        _events.Dispose();
        _session.Dispose();
    }

    private void Read(TraceEvent trace)
    {
        if (trace.EventName != "EventCounters")
        {
            return;
        }

        var counter = (IDictionary<string, object>)((IDictionary<string, object>)trace.PayloadValue(0))["Payload"];
        if (counter["Name"] is not "alloc-rate")
        {
            return;
        }

        lock (_lock)
        {
            _bytes += Convert.ToDouble(counter["Increment"], System.Globalization.CultureInfo.InvariantCulture);
            _seconds += Convert.ToDouble(counter["IntervalSec"], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
