using Mosaic.Messaging;

namespace Mosaic.DeviceService.Presence;

/// <summary>The sessions that ended because their instance is lost, and of which the Hive Backend is to hear.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Sessions">The sessions as they were.</param>
internal sealed record LostSessions(InstanceLoss Loss, IReadOnlyList<DevicePresence> Sessions);
