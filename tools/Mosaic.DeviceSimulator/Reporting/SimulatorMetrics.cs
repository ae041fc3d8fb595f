using System.Diagnostics.Metrics;

namespace Mosaic.DeviceSimulator.Reporting;

/// <summary>The summary's numbers for whoever collects them: meter <c>Mosaic.DeviceSimulator</c>.</summary>
internal sealed class SimulatorMetrics
{
    public SimulatorMetrics(IMeterFactory meters, Counters counters)
    {
        var meter = meters.Create("Mosaic.DeviceSimulator");
        meter.CreateObservableUpDownCounter("mosaic.simulator.connected", () => Volatile.Read(ref counters.Connected), "{device}", "Devices that are connected.");
        meter.CreateObservableCounter("mosaic.simulator.events.sent", () => Volatile.Read(ref counters.Sent), "{message}", "Events sent.");
        meter.CreateObservableCounter("mosaic.simulator.events.acked", () => Volatile.Read(ref counters.Acked), "{message}", "Events acked by the service.");
        meter.CreateObservableCounter("mosaic.simulator.events.nacked", () => Volatile.Read(ref counters.Nacked), "{message}", "Events refused by the service.");
        meter.CreateObservableCounter("mosaic.simulator.events.received", () => Volatile.Read(ref counters.Received), "{message}", "Events received.");
        meter.CreateObservableCounter("mosaic.simulator.requests.answered", () => Volatile.Read(ref counters.Answered), "{request}", "Requests answered.");
        meter.CreateObservableCounter("mosaic.simulator.reconnects", () => Volatile.Read(ref counters.Reconnects), "{connection}", "Connections lost.");
        counters.AckDuration = meter.CreateHistogram<double>("mosaic.simulator.ack.duration", "s", "From sending an event to its ack.");
    }
}
