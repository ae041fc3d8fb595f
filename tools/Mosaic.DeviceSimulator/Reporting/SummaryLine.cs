using System.Globalization;

namespace Mosaic.DeviceSimulator.Reporting;

/// <summary>The counters as one line.</summary>
internal static class SummaryLine
{
    public static string Of(Counters counters, int devices, double perSecond) => string.Create(
        CultureInfo.InvariantCulture,
        $"connected {counters.Connected}/{devices}, sent {counters.Sent}, acked {counters.Acked}, nacked {counters.Nacked}, "
        + $"unknown {counters.Unknown}, received {counters.Received}, requests answered {counters.Answered}, "
        + $"reconnects {counters.Reconnects}, refused {counters.Refused}, {perSecond:0} msg/s, "
        + $"ack p50 {Milliseconds(counters, 0.5)} ms, p99 {Milliseconds(counters, 0.99)} ms");

    private static string Milliseconds(Counters counters, double share) =>
        counters.AckLatency.Percentile(share).TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
