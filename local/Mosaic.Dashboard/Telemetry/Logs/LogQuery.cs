namespace Mosaic.Dashboard.Telemetry;

/// <summary>Which log entries are wanted; the default is the newest of all.</summary>
public sealed record LogQuery
{
    /// <summary>Only those of this program: a resource's name or full name.</summary>
    public string? Resource { get; init; }

    public LogSeverity MinSeverity { get; init; }

    /// <summary>Only those with this in message, category, exception or an attribute's value, in any case.</summary>
    public string? Text { get; init; }

    public string? TraceId { get; init; }

    public string? SpanId { get; init; }

    /// <summary>Only those that came after the one of this <see cref="LogEntry.Sequence"/>.</summary>
    public long After { get; init; }

    /// <summary>How many at most; of more, the newest.</summary>
    public int Limit { get; init; } = 1000;

    internal bool Matches(LogEntry entry) =>
        entry.Severity >= MinSeverity
        && entry.Resource.Matches(Resource)
        && (TraceId is null || entry.TraceId == TraceId)
        && (SpanId is null || entry.SpanId == SpanId)
        && (string.IsNullOrEmpty(Text) || Contains(entry, Text));

    private static bool Contains(LogEntry entry, string text) =>
        entry.Message.Contains(text, StringComparison.OrdinalIgnoreCase)
        || entry.Scope.Contains(text, StringComparison.OrdinalIgnoreCase)
        || entry.Exception?.Contains(text, StringComparison.OrdinalIgnoreCase) == true
        || entry.Attributes.Any(attribute => attribute.Value.Contains(text, StringComparison.OrdinalIgnoreCase));
}
