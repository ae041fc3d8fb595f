using Mosaic.DeviceSimulator.Options;

namespace Mosaic.DeviceSimulator.Simulation;

internal static class Roles
{
    /// <summary>Whether a device of this role sends its events, and a run is over when it has.</summary>
    public static bool Sends(Role role) => role is Role.WellBehaved or Role.Silent;

    /// <summary>A role for each device; those that misbehave come last, so that the others are the same devices in every run.</summary>
    public static Role[] Of(SimulatorOptions options)
    {
        var misbehaving = new[]
        {
            (Role.Silent, options.Silent), (Role.Duplicate, options.Duplicate), (Role.BadToken, options.BadToken),
            (Role.SlowReader, options.SlowReader), (Role.HalfOpen, options.HalfOpen),
        }.SelectMany(pair => Enumerable.Repeat(pair.Item1, pair.Item2.Of(options.Devices))).ToArray();
        return [.. Enumerable.Repeat(Role.WellBehaved, options.Devices - misbehaving.Length), .. misbehaving];
    }
}
