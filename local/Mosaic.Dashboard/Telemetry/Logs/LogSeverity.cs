namespace Mosaic.Dashboard.Telemetry;

/// <summary>The level of a log entry: OTLP's severity numbers by their ranges, so that levels can be compared.</summary>
public enum LogSeverity
{
    Unspecified = 0,
    Trace = 1,
    Debug = 5,
    Information = 9,
    Warning = 13,
    Error = 17,
    Critical = 21,
}
