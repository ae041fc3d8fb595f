using System.Globalization;
using Mosaic.Dashboard.Components.Shared;
using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Dashboard.Components.Metrics;

/// <summary>What the metrics page shows; it stands in the page's address.</summary>
internal sealed record MetricSelection(string? Resource, string? Meter, string? Instrument, int Minutes)
{
    public const int DefaultMinutes = 5;

    /// <summary>The windows offered, in minutes.</summary>
    public static IReadOnlyList<int> Windows { get; } = [1, 5, 15, 30, 60];

    /// <summary>From the values of the address; a window that is not offered is the usual one.</summary>
    public static MetricSelection Parse(string? resource, string? meter, string? instrument, int? minutes) =>
        new(Some(resource), Some(meter), Some(instrument), minutes is { } some && Windows.Contains(some) ? some : DefaultMinutes);

    public string ToAddress() => Address.With(
        Resource is null ? Address.Metrics : Address.MetricsOf(Resource),
        ("meter", Meter),
        ("instrument", Instrument),
        ("minutes", Minutes == DefaultMinutes ? null : Minutes.ToString(CultureInfo.InvariantCulture)));

    public bool Means(Instrument instrument) => instrument.Scope == (Meter ?? "") && instrument.Name == Instrument;

    private static string? Some(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
