namespace Mosaic.Dashboard.Telemetry;

/// <summary>One line of the list of traces.</summary>
/// <param name="TraceId">32 lower-case hexadecimal digits.</param>
/// <param name="RootName">The name of the root span; of the first span while no root has come.</param>
/// <param name="RootResource">The program the root span is of.</param>
/// <param name="StartTime">When its first span began.</param>
/// <param name="Duration">From its first span's start to the end of the last to end.</param>
/// <param name="SpanCount">Spans received so far.</param>
/// <param name="ErrorCount">Spans whose status is <see cref="SpanStatus.Error"/>.</param>
/// <param name="Resources">Who took part, with how many spans, in the order of their first span.</param>
public sealed record TraceSummary(
    string TraceId,
    string RootName,
    TelemetryResource RootResource,
    DateTimeOffset StartTime,
    TimeSpan Duration,
    int SpanCount,
    int ErrorCount,
    IReadOnlyList<TraceParticipant> Resources);
