namespace Mosaic.DeviceSimulator.Options;

/// <summary>What a run does; docs/simulator.md describes each.</summary>
internal sealed record SimulatorOptions
{
    public required Uri Endpoint { get; init; }

    public required Uri HiveBackend { get; init; }

    public int Devices { get; init; } = 5;

    public SendRate Rate { get; init; } = new(1);

    /// <summary>Bytes that an event's <c>data</c> is padded to; 0 for what it measures alone.</summary>
    public int Size { get; init; }

    /// <summary>Events of each device, then it stops; null for no end.</summary>
    public long? Count { get; init; }

    public TimeSpan? Duration { get; init; }

    /// <summary>New connections a second.</summary>
    public double ConnectRate { get; init; } = 500;

    public int Seed { get; init; } = 1;

    public Share HalfOpen { get; init; }

    public Share SlowReader { get; init; }

    public Share BadToken { get; init; }

    public Share Duplicate { get; init; }

    public Share Silent { get; init; }

    /// <summary>How many devices misbehave in one way or another.</summary>
    public int Misbehaving => new[] { HalfOpen, SlowReader, BadToken, Duplicate, Silent }.Sum(share => share.Of(Devices));
}
