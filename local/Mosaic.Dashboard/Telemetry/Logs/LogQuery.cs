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
}
