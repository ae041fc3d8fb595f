using System.Diagnostics.Metrics;

namespace Mosaic.DeviceService.Telemetry;

/// <summary>The instruments of this service. What is observed is given by those who know it.</summary>
internal sealed class DeviceServiceMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _posts;
    private readonly Counter<long> _deadLetters;
    private readonly Histogram<double> _postDuration;
    private readonly Counter<long> _completedRequests;

    public DeviceServiceMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Mosaic.DeviceService");
        _posts = _meter.CreateCounter<long>("mosaic.delivery.posts", "{message}", "Messages posted to the Hive Backend, by what became of the try.");
        _deadLetters = _meter.CreateCounter<long>("mosaic.delivery.dead_letters", "{message}", "Messages moved to the dead letters, by their reason.");
        _postDuration = _meter.CreateHistogram<double>("mosaic.delivery.duration", "s", "How long the Hive Backend takes to answer a post.");
        _completedRequests = _meter.CreateCounter<long>("mosaic.requests.completed", "{request}", "Durable requests whose outcome was handed to RabbitMQ, by the outcome.");
    }

    public void Posted(string outcome, int messages, TimeSpan duration)
    {
        _posts.Add(messages, new KeyValuePair<string, object?>("mosaic.delivery.outcome", outcome));
        _postDuration.Record(duration.TotalSeconds);
    }

    public void DeadLettered(string reason) => _deadLetters.Add(1, new KeyValuePair<string, object?>("mosaic.dead_letter.reason", reason));

    public void RequestCompleted(string outcome) => _completedRequests.Add(1, new KeyValuePair<string, object?>("mosaic.request.outcome", outcome));

    public void ObserveDelivery(Func<int> waiting, Func<int> devices, Func<int> slowed, Func<bool> hiveIsDown)
    {
        _meter.CreateObservableGauge("mosaic.delivery.waiting", waiting, "{message}", "Messages taken from RabbitMQ and not delivered yet.");
        _meter.CreateObservableGauge("mosaic.delivery.devices", devices, "{device}", "Devices with messages that are not delivered yet.");
        _meter.CreateObservableGauge("mosaic.delivery.slowed", slowed, "{device}", "Devices that are slowed because they send faster than the Hive Backend takes their messages.");
        _meter.CreateObservableGauge("mosaic.hive.down", () => hiveIsDown() ? 1 : 0, description: "1 while the Hive Backend counts as down.");
    }

    public void ObservePartitions(Func<int> owned) =>
        _meter.CreateObservableGauge("mosaic.delivery.partitions", owned, "{partition}", "Partitions that are this instance's share.");

    public void ObserveWaitingRequests(Func<int> waiting) =>
        _meter.CreateObservableGauge("mosaic.requests.waiting", waiting, "{request}", "Requests that wait for their device's confirmation.");

    public void ObservePendingRequests(Func<int> pending) =>
        _meter.CreateObservableGauge("mosaic.requests.pending", pending, "{message}", "Durable requests and events without an outcome, over all instances.");
}
