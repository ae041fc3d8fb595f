namespace Mosaic.DeviceService;

/// <summary>The meter of this service's own instruments.</summary>
internal static class DeviceServiceMeter
{
    internal const string Name = "Mosaic.DeviceService";
}
