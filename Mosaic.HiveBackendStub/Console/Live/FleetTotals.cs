using Mosaic.HiveBackendStub.Console.Fleet;
using Mosaic.HiveBackendStub.Deliveries;
using Mosaic.HiveBackendStub.Faults;

namespace Mosaic.HiveBackendStub.Console.Live;

/// <summary>What the stream says of the whole, counted since the start.</summary>
/// <param name="Received">Events accepted, repeats included.</param>
/// <param name="Duplicates">Of them, those that were there before.</param>
/// <param name="BadSignatures">Deliveries refused because nobody with the secret had signed them.</param>
/// <param name="Invalid">Deliveries refused because they were no events.</param>
/// <param name="FailedByFault">Deliveries that a fault kept out.</param>
/// <param name="Faulty">Whether a fault plan holds now.</param>
/// <param name="Full">Whether devices were left out of the fleet.</param>
/// <param name="PresenceUnread">Whether the Device Service could not be asked who is connected.</param>
internal readonly record struct FleetTotals(
    long Received, long Duplicates, long BadSignatures, long Invalid, long FailedByFault, bool Faulty, bool Full, bool PresenceUnread)
{
    internal static FleetTotals Of(
        MessageStoreCounts counts, DeliveryCounters counters, FaultInjector faults, DeviceFleet fleet, PresenceRefresh refresh) => new(
        counts.Unique + counts.Duplicates,
        counts.Duplicates,
        counters.SignatureFailures,
        counters.Invalid,
        counters.FailedByFault,
        !ReferenceEquals(faults.Plan, FaultInjector.None),
        fleet.IsFull,
        refresh.Failed);
}
