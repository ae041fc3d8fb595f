using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Tests.Dashboard.Components;

/// <summary>A made-up trace, in milliseconds from its beginning.</summary>
internal static class Trace
{
    public const string Id = "0af7651916cd43dd8448eb211c80319c";

    private static readonly DateTimeOffset Begin = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly TelemetryResource Resource = new("service", "one", []);

    public static TraceRow Row(string id, int depth, int children = 0, double start = 0, double duration = 1) => new(
        new SpanData(
            Id, id, null, Resource, "source", $"span {id}", SpanKind.Internal, At(start), TimeSpan.FromMilliseconds(duration), SpanStatus.Unset, "", [], [], []),
        depth,
        children,
        IsParentMissing: false);

    public static TraceSummary Summary(double duration) => new(Id, "root", Resource, Begin, TimeSpan.FromMilliseconds(duration), 1, 0, []);

    public static DateTimeOffset At(double milliseconds) => Begin + TimeSpan.FromMilliseconds(milliseconds);
}
