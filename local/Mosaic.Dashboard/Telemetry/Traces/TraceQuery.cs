namespace Mosaic.Dashboard.Telemetry;

/// <summary>Which traces are wanted; the default is the newest of all.</summary>
public sealed record TraceQuery
{
    /// <summary>Only those this program took part in: a resource's name or full name.</summary>
    public string? Resource { get; init; }

    /// <summary>Only those with this in the root's name or the trace id, in any case.</summary>
    public string? Text { get; init; }

    public bool ErrorsOnly { get; init; }

    public TimeSpan MinDuration { get; init; }

    /// <summary>How many at most.</summary>
    public int Limit { get; init; } = 500;

    internal bool Matches(TraceSummary trace) =>
        (!ErrorsOnly || trace.ErrorCount > 0)
        && trace.Duration >= MinDuration
        && (Resource is null || trace.Resources.Any(participant => participant.Resource.Matches(Resource)))
        && (string.IsNullOrEmpty(Text)
            || trace.RootName.Contains(Text, StringComparison.OrdinalIgnoreCase)
            || trace.TraceId.Contains(Text, StringComparison.OrdinalIgnoreCase));
}
