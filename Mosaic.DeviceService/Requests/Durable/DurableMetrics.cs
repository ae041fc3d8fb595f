using System.Diagnostics.Metrics;

namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>What durable requests and events look like from outside.</summary>
internal sealed class DurableMetrics
{
    private readonly Counter<long> _completed;

    public DurableMetrics(IMeterFactory meters, RequestLedger ledger)
    {
        var meter = meters.Create(DeviceServiceMeter.Name);
        _completed = meter.CreateCounter<long>("mosaic.requests.completed", "{request}", "Durable requests whose outcome was handed to RabbitMQ, by the outcome.");
        meter.CreateObservableGauge("mosaic.requests.pending", () => ledger.OpenCount, "{message}", "Durable requests and events without an outcome, over all instances.");
    }

    internal void Completed(DurableState state) =>
        _completed.Add(1, new KeyValuePair<string, object?>("mosaic.request.outcome", DurableDocument.NameOf(state)));
}
