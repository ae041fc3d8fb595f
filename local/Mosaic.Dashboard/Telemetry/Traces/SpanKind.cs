namespace Mosaic.Dashboard.Telemetry;

/// <summary>What a span stands for; the values are OTLP's.</summary>
public enum SpanKind
{
    Unspecified = 0,
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4,
    Consumer = 5,
}
