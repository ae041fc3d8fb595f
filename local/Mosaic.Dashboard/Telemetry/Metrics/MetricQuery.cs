namespace Mosaic.Dashboard.Telemetry;

/// <summary>Which window of an instrument is wanted, and in what steps.</summary>
/// <param name="From">Where the first step begins.</param>
/// <param name="To">Where the last step ends.</param>
/// <param name="Step">The width of a step, above zero; one point of a plot is made of each. At most 2,000 steps are answered.</param>
public sealed record MetricQuery(DateTimeOffset From, DateTimeOffset To, TimeSpan Step)
{
    /// <summary>Only this instance of the program (<c>service.instance.id</c>); null means all.</summary>
    public string? InstanceId { get; init; }

    /// <summary>For each key the values wanted, an empty one meaning that the key is absent; keys not named here are not filtered.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Filters { get; init; } = new Dictionary<string, IReadOnlySet<string>>();
}
