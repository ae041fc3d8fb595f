namespace Mosaic.DeviceSimulator.Simulation;

/// <summary>How a device behaves.</summary>
internal enum Role
{
    WellBehaved,
    Silent,
    Duplicate,
    BadToken,
    SlowReader,
    HalfOpen,
}
