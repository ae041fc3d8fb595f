namespace Mosaic.Dashboard.Telemetry;

/// <summary>How a span ended; the values are OTLP's.</summary>
public enum SpanStatus
{
    Unset = 0,
    Ok = 1,
    Error = 2,
}
