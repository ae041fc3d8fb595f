using System.Diagnostics.Metrics;

namespace Mosaic.DeviceService.Deliver;

/// <summary>What delivering looks like from outside.</summary>
internal sealed class DeliveryMetrics
{
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _deadLetters;
    private readonly Histogram<double> _duration;

    public DeliveryMetrics(IMeterFactory meters, DeliveryLanes lanes, FlowControl flow, HiveGate gate)
    {
        var meter = meters.Create(DeviceServiceMeter.Name);
        _deliveries = meter.CreateCounter<long>("mosaic.delivery.posts", "{message}", "Messages posted to the Hive Backend, by what became of the try.");
        _deadLetters = meter.CreateCounter<long>("mosaic.delivery.dead_letters", "{message}", "Messages moved to the dead letters, by their reason.");
        _duration = meter.CreateHistogram<double>("mosaic.delivery.duration", "s", "How long the Hive Backend takes to answer a post.");
        meter.CreateObservableGauge("mosaic.delivery.waiting", () => lanes.Messages, "{message}", "Messages taken from RabbitMQ and not delivered yet.");
        meter.CreateObservableGauge("mosaic.delivery.devices", () => lanes.Count, "{device}", "Devices with messages that are not delivered yet.");
        meter.CreateObservableGauge("mosaic.delivery.slowed", () => flow.Count, "{device}", "Devices that are slowed because they send faster than the Hive Backend takes their messages.");
        meter.CreateObservableGauge("mosaic.hive.down", () => gate.IsDown ? 1 : 0, description: "1 while the Hive Backend counts as down.");
    }

    internal void Posted(DeliveryVerdict verdict, int messages, TimeSpan duration)
    {
        _deliveries.Add(messages, new KeyValuePair<string, object?>("mosaic.delivery.outcome", NameOf(verdict)));
        _duration.Record(duration.TotalSeconds);
    }

    internal void DeadLettered(string reason) => _deadLetters.Add(1, new KeyValuePair<string, object?>("mosaic.dead_letter.reason", reason));

    private static string NameOf(DeliveryVerdict verdict) => verdict switch
    {
        DeliveryVerdict.Delivered => "delivered",
        DeliveryVerdict.Retry => "failed",
        _ => "rejected",
    };
}
