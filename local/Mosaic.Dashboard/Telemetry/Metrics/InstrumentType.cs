namespace Mosaic.Dashboard.Telemetry;

/// <summary>What an instrument measures.</summary>
public enum InstrumentType
{
    /// <summary>A value as it is now.</summary>
    Gauge,

    /// <summary>A sum that only grows; its rate is of interest.</summary>
    Counter,

    /// <summary>A sum that grows and shrinks; its value is of interest.</summary>
    UpDownCounter,

    /// <summary>A distribution in buckets, with explicit bounds or exponential.</summary>
    Histogram,
}
