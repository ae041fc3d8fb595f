using System.Diagnostics.Metrics;

namespace Mosaic.DeviceSimulator.Reporting;

/// <summary>What all devices of a run did so far. Fields, because they are counted with <see cref="Interlocked"/>.</summary>
internal sealed class Counters
{
    public long Connected;
    public long Sent;
    public long Acked;
    public long Nacked;

    /// <summary>Sent, and the client stopped before it was acked or nacked.</summary>
    public long Unknown;
    public long Received;
    public long Answered;
    public long Reconnects;

    /// <summary>Connections that the service refused or ended for good.</summary>
    public long Refused;

    public LatencyHistogram AckLatency { get; } = new();

    /// <summary>The same for whoever collects metrics, in seconds.</summary>
    public Histogram<double>? AckDuration { get; set; }
}
