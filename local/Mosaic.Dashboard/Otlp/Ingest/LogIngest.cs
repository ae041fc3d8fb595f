using Mosaic.Dashboard.Telemetry;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Logs.V1;

namespace Mosaic.Dashboard.Otlp.Ingest;

/// <summary>Takes log entries into the store. There is none that is not valid.</summary>
internal sealed class LogIngest(TelemetryStore store, ResourceReader resources, AttributeReader attributes, TimeProvider time)
{
    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;

    internal ExportLogsServiceResponse Add(ExportLogsServiceRequest request)
    {
        var entries = new List<LogEntry>();
        foreach (var ofResource in request.ResourceLogs)
        {
            var resource = resources.Read(ofResource.Resource);
            foreach (var ofScope in ofResource.ScopeLogs)
            {
                var scope = attributes.Cut(ofScope.Scope?.Name ?? string.Empty);
                foreach (var record in ofScope.LogRecords) entries.Add(Read(record, resource, scope));
            }
        }

        store.Logs.Add(entries);
        return new ExportLogsServiceResponse();
    }

    private LogEntry Read(LogRecord record, TelemetryResource resource, string scope)
    {
        var written = record.TimeUnixNano != 0 ? record.TimeUnixNano : record.ObservedTimeUnixNano;
        var read = attributes.Read(record.Attributes);
        var message = OtlpValues.Text(record.Body);
        return new LogEntry(
            0,
            written == 0 ? time.GetUtcNow() : OtlpValues.Time(written),
            Severity((int)record.SeverityNumber),
            attributes.Cut(record.SeverityText),
            resource,
            scope,
            attributes.Cut(message.Length == 0 ? record.EventName : message),
            read,
            OtlpValues.Id(record.TraceId, TraceIdBytes),
            OtlpValues.Id(record.SpanId, SpanIdBytes),
            Exception(read));
    }

    /// <summary>OTLP has four numbers for each level, and none above 24.</summary>
    private static LogSeverity Severity(int number) =>
        number is < 1 or > 24 ? LogSeverity.Unspecified : (LogSeverity)(((number - 1) / 4 * 4) + 1);

    private static string? Exception(TelemetryAttribute[] attributes)
    {
        if (attributes.Find("exception.stacktrace") is { } stackTrace) return stackTrace;
        var type = attributes.Find("exception.type");
        var message = attributes.Find("exception.message");
        return type is null ? message : message is null ? type : $"{type}: {message}";
    }
}
