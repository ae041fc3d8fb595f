using Mosaic.Dashboard.Components.TraceDetail;
using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Tests.Dashboard.Components;

public class WaterfallTests
{
    private static readonly TraceRow[] Rows =
    [
        Trace.Row("root", 0, children: 2), Trace.Row("a", 1, children: 1), Trace.Row("a1", 2), Trace.Row("b", 1), Trace.Row("other", 0),
    ];

    [Theory]
    [InlineData("", "root a a1 b other")]
    [InlineData("a", "root a b other")]
    [InlineData("root", "root other")]
    [InlineData("root a", "root other")]
    [InlineData("b", "root a a1 b other")] // Has no children: nothing to fold.
    public void Visible_OfCollapsedSpans_LeavesOutTheirDescendantsOnly(string collapsed, string expected)
    {
        var visible = Waterfall.Visible(Rows, collapsed.Split(' ').ToHashSet());

        Assert.Equal(expected, string.Join(' ', visible.Select(row => row.Span.SpanId)));
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    [InlineData(4, -1)]
    public void Parent_OfARow_IsTheNearestAboveThatIsLessDeep(int index, int expected) => Assert.Equal(expected, Waterfall.Parent(Rows, index));

    [Fact]
    public void Bar_OfASpan_IsItsShareOfTheTrace()
    {
        var (start, width) = Waterfall.Bar(Trace.Summary(200), Trace.Row("a", 0, start: 50, duration: 100).Span);

        Assert.Equal(0.25, start, 6);
        Assert.Equal(0.5, width, 6);
    }

    [Theory]
    [InlineData(200, 0)] // At the very end.
    [InlineData(-5, 1)] // A clock that is behind.
    [InlineData(190, 500)] // A clock that is ahead.
    [InlineData(0, 0)]
    public void Bar_OfAnySpan_CanBeSeenAndIsWithinThePicture(double start, double duration)
    {
        var bar = Waterfall.Bar(Trace.Summary(200), Trace.Row("a", 0, start: start, duration: duration).Span);

        Assert.InRange(bar.Start, 0, 1);
        Assert.True(bar.Width > 0.001);
        Assert.InRange(bar.Start + bar.Width, 0, 1 + 1e-9);
    }

    [Fact]
    public void Share_InATraceWithoutDuration_IsItsBegin() => Assert.Equal(0, Waterfall.Share(Trace.Summary(0), Trace.At(3)));
}
