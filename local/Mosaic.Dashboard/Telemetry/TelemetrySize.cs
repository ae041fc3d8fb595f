namespace Mosaic.Dashboard.Telemetry;

/// <summary>
/// Estimates what telemetry takes of memory, in bytes: its texts, which can be long, and a little for each object.
/// Texts that many share, such as the scope, are counted with each.
/// </summary>
internal static class TelemetrySize
{
    private const int ObjectBytes = 64;
    private const int TextBytes = 24;

    internal static long Of(SpanData span)
    {
        var bytes = (4L * ObjectBytes) + Of(span.SpanId) + Of(span.Name) + Of(span.StatusMessage) + Of(span.Attributes);
        foreach (var happened in span.Events) bytes += ObjectBytes + Of(happened.Name) + Of(happened.Attributes);
        foreach (var link in span.Links) bytes += ObjectBytes + Of(link.TraceId) + Of(link.SpanId) + Of(link.Attributes);
        return bytes;
    }

    internal static long Of(LogEntry entry) =>
        (3 * ObjectBytes) + Of(entry.Message) + Of(entry.SeverityText) + Of(entry.TraceId) + Of(entry.SpanId) + Of(entry.Attributes);

    private static long Of(IReadOnlyList<TelemetryAttribute> attributes)
    {
        var bytes = 0L;
        for (var i = 0; i < attributes.Count; i++) bytes += Of(attributes[i].Key) + Of(attributes[i].Value);
        return bytes;
    }

    private static long Of(string? text) => text is null ? 0 : TextBytes + (sizeof(char) * (long)text.Length);
}
