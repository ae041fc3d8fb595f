namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>Names what the journal keeps.</summary>
/// <param name="Kind">A request or an event: one of <see cref="Mosaic.Messaging.Kinds"/>.</param>
/// <param name="Device">The device.</param>
/// <param name="Id">Its <c>id</c>.</param>
internal readonly record struct JournalKey(string Kind, Guid Device, string Id);
