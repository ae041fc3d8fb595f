using System.Globalization;
using Mosaic.Dashboard.Components.Shared;
using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Dashboard.Components.Traces;

/// <summary>What the list of traces shows; it stands in the page's address.</summary>
internal sealed record TraceFilter
{
    /// <summary>How many traces the page shows at most.</summary>
    public const int Limit = 1000;

    private const double LongestMilliseconds = 86_400_000;

    public string? Resource { get; init; }

    public string? Text { get; init; }

    public bool ErrorsOnly { get; init; }

    /// <summary>In milliseconds, 0 for all.</summary>
    public double MinMilliseconds { get; init; }

    /// <summary>From the values of the address; a duration it cannot read is none.</summary>
    public static TraceFilter Parse(string? resource, string? text, bool errors, string? minMilliseconds) => new()
    {
        Resource = Some(resource),
        Text = Some(text),
        ErrorsOnly = errors,
        MinMilliseconds = Milliseconds(minMilliseconds),
    };

    public static double Milliseconds(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds) && !double.IsNaN(milliseconds)
            ? Math.Clamp(milliseconds, 0, LongestMilliseconds)
            : 0;

    public string ToAddress() => Address.With(
        Address.Traces,
        ("resource", Resource),
        ("text", Text),
        ("errors", ErrorsOnly ? "true" : null),
        ("minMs", MinMilliseconds > 0 ? MinMilliseconds.ToString(CultureInfo.InvariantCulture) : null));

    public TraceQuery ToQuery() => new()
    {
        Resource = Resource,
        Text = Text,
        ErrorsOnly = ErrorsOnly,
        MinDuration = TimeSpan.FromMilliseconds(MinMilliseconds),
        Limit = Limit,
    };

    private static string? Some(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
