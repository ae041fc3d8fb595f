using Mosaic.HiveBackendStub.Deliveries;
using Mosaic.HiveBackendStub.Devices;
using Mosaic.HiveBackendStub.Faults;
using Mosaic.HiveBackendStub.Forwarding;
using Mosaic.HiveConsole.Hosting;

namespace Mosaic.HiveBackendStub;

/// <summary>What the console's pages show of the stub. A backend of your own needs nothing of it.</summary>
internal sealed class ConsoleBackend(
    MessageStore store, DeliveryCounters counters, FaultInjector faults, DeviceRegistry devices, IServiceProvider services) : IHiveBackend
{
    public HiveTotals Totals
    {
        get
        {
            var counts = store.Counts;
            return new HiveTotals(
                counts.Unique + counts.Duplicates, counts.Duplicates, counters.SignatureFailures, counters.Invalid, faults.Failed, faults.AreSet);
        }
    }

    public bool TryReadDevice(string? text, out Guid device) => Http.Uuid.TryParse(text, out device);

    public DateTimeOffset? TokenExpires(Guid device) => devices.Find(device.ToString("D"))?.Expires;

    public ReceivedMessage? Find(long sequence) => store.Find(sequence) is { } message ? Shown(message) : null;

    public IEnumerable<ReceivedMessage> Newest(Guid device, int limit) => store.Newest(device, limit).Select(Shown);

    // The client is made anew for each call, so that a new address of the service is found.
    public Task<T> GetAsync<T>(string path, CancellationToken ended) =>
        services.GetRequiredService<DeviceServiceClient>().GetAsync<T>(path, ended);

    private static ReceivedMessage Shown(StoredMessage message) => new(
        message.Sequence, message.ReceivedAt, message.Deliveries, message.TraceParent, message.Event.Type, message.Event.Json);
}
