namespace Mosaic.DeviceService.Requests;

/// <summary>Names a request. The device is part of it: what one device confirms is never taken for another's answer.</summary>
/// <param name="Device">The device.</param>
/// <param name="Id">The request's <c>id</c>.</param>
internal readonly record struct RequestKey(Guid Device, string Id);
