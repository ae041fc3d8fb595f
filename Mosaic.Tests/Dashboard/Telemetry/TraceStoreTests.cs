using Mosaic.Dashboard.Telemetry;
using static Mosaic.Tests.Dashboard.Telemetry.Samples;

namespace Mosaic.Tests.Dashboard.Telemetry;

public sealed class TraceStoreTests
{
    [Fact]
    public void Trace_SpansOfTwoProgramsInReverseOrder_IsOneTree()
    {
        var traces = Store().Traces;
        var hive = Resource("hive");
        traces.Add([Span(1, 4, parent: 2, at: 0.6, resource: hive)]);
        traces.Add([Span(1, 3, parent: 2, at: 0.4, lasts: 0.1, resource: hive)]);
        traces.Add([Span(1, 2, parent: 1, at: 0.2, lasts: 2), Span(1, 1, lasts: 1)]);

        var trace = traces.Get(TraceId(1))!;

        Assert.Equal([SpanId(1), SpanId(2), SpanId(3), SpanId(4)], trace.Rows.Select(r => r.Span.SpanId));
        Assert.Equal([0, 1, 2, 2], trace.Rows.Select(r => r.Depth));
        Assert.Equal([1, 2, 0, 0], trace.Rows.Select(r => r.ChildCount));
        Assert.Equal(("span 1", "shop"), (trace.Summary.RootName, trace.Summary.RootResource.Name));
        Assert.Equal(TimeSpan.FromSeconds(2.2), trace.Summary.Duration);
        Assert.Equal([("shop", 2), ("hive", 2)], trace.Summary.Resources.Select(p => (p.Resource.Name, p.SpanCount)));
    }

    [Fact]
    public void Trace_RootComesLate_TakesItsName()
    {
        var traces = Store().Traces;
        traces.Add([Span(1, 2, parent: 1, at: 1)]);
        var before = Assert.Single(traces.List(new TraceQuery()));
        Assert.True(Assert.Single(traces.Get(TraceId(1))!.Rows).IsParentMissing);

        traces.Add([Span(1, 1, at: 0, status: SpanStatus.Error)]);

        var after = Assert.Single(traces.List(new TraceQuery()));
        Assert.Equal(("span 2", "span 1"), (before.RootName, after.RootName));
        Assert.Equal((0, 1), (before.ErrorCount, after.ErrorCount));
        Assert.Equal(Noon, after.StartTime);
        Assert.All(traces.Get(TraceId(1))!.Rows, row => Assert.False(row.IsParentMissing));
    }

    [Fact]
    public void Span_SentTwice_IsHeldOnce()
    {
        var traces = Store().Traces;

        traces.Add([Span(1, 1), Span(1, 1)]);
        traces.Add([Span(1, 1)]);

        Assert.Equal(1, traces.SpanCount);
        Assert.Equal(1, Assert.Single(traces.List(new TraceQuery())).SpanCount);
    }

    [Fact]
    public void Span_ParentsInACircle_AreShownOnceEach()
    {
        var traces = Store().Traces;

        traces.Add([Span(1, 1, parent: 2), Span(1, 2, parent: 1), Span(1, 3, parent: 3)]);

        Assert.Equal([SpanId(1), SpanId(2), SpanId(3)], traces.Get(TraceId(1))!.Rows.Select(r => r.Span.SpanId).Order());
    }

    [Fact]
    public void Tree_DeeperThanAnyStack_IsWritten()
    {
        var traces = Store().Traces;

        traces.Add([.. Enumerable.Range(1, 10_000).Select(i => Span(1, i, parent: i == 1 ? null : i - 1, at: i / 1000.0))]);

        Assert.Equal(9_999, traces.Get(TraceId(1))!.Rows[^1].Depth);
    }

    [Fact]
    public void Store_MoreTracesThanTheLimit_DropsTheOldest()
    {
        var traces = Store(limits => limits.MaxTraceCount = 3).Traces;

        for (var i = 1; i <= 5; i++) traces.Add([Span(i, 1, at: i), Span(i, 2, parent: 1, at: i)]);

        Assert.Equal([TraceId(5), TraceId(4), TraceId(3)], traces.List(new TraceQuery()).Select(t => t.TraceId));
        Assert.Null(traces.Get(TraceId(2)));
        Assert.Equal(new StoreCounts(3, 2, 3, 0), traces.Counts);
        Assert.Equal(6, traces.SpanCount);
    }

    [Fact]
    public void Store_MoreSpansThanTheLimit_DropsTheOldestTraces()
    {
        var traces = Store(limits => limits.MaxSpanCount = 5).Traces;

        for (var i = 1; i <= 3; i++) traces.Add([Span(i, 1, at: i), Span(i, 2, at: i)]);

        Assert.Equal([TraceId(3), TraceId(2)], traces.List(new TraceQuery()).Select(t => t.TraceId));
        Assert.Equal(4, traces.SpanCount);
    }

    [Fact]
    public void Store_LongSpans_AreBoundedInBytesToo()
    {
        var traces = Store(limits => limits.MaxTraceBytes = 1_000_000).Traces;

        for (var i = 1; i <= 100; i++) traces.Add([Span(i, 1, at: i) with { Attributes = [new("text", new string('x', 16_000))] }]);

        Assert.InRange(traces.Counts.Held, 20, 31);
        Assert.Equal((100, traces.Counts.Held), (traces.Counts.Held + traces.Counts.Dropped, traces.SpanCount));
        Assert.NotNull(traces.Get(TraceId(100)));
    }

    [Fact]
    public void Trace_MoreSpansThanItsLimit_RefusesThem()
    {
        var traces = Store(limits => limits.MaxSpansPerTrace = 2).Traces;

        var refused = traces.Add([Span(1, 1), Span(1, 2), Span(1, 3), Span(2, 1)], invalid: 4);

        Assert.Equal(1, refused);
        Assert.Equal(new StoreCounts(2, 0, 10_000, 5), traces.Counts);
    }

    [Fact]
    public void List_Filtered_AnswersWhatMatches()
    {
        var traces = Store().Traces;
        traces.Add([Span(1, 1, at: 1, lasts: 5), Span(2, 2, at: 2, status: SpanStatus.Error), Span(3, 3, at: 3, resource: Resource("hive", "x"))]);

        Assert.Equal([TraceId(3)], Ids(new TraceQuery { Resource = "hive" }));
        Assert.Equal([TraceId(3)], Ids(new TraceQuery { Resource = "hive-x" }));
        Assert.Equal([TraceId(2)], Ids(new TraceQuery { ErrorsOnly = true }));
        Assert.Equal([TraceId(1)], Ids(new TraceQuery { MinDuration = TimeSpan.FromSeconds(4) }));
        Assert.Equal([TraceId(2)], Ids(new TraceQuery { Text = "SPAN 2" }));
        Assert.Equal([TraceId(3)], Ids(new TraceQuery { Limit = 1 }));

        IEnumerable<string> Ids(TraceQuery query) => traces.List(query).Select(t => t.TraceId);
    }

    [Fact]
    public async Task Store_WrittenAndReadAtOnce_LosesNothing()
    {
        var traces = Store().Traces;
        using var written = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            while (!written.IsCancellationRequested)
            {
                foreach (var summary in traces.List(new TraceQuery()))
                {
                    var rows = traces.Get(summary.TraceId)!.Rows.Count;
                    if (rows < summary.SpanCount) throw new InvalidOperationException("Spans were lost.");
                }
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < 2_000; i++) traces.Add([Span(i % 50, (writer * 10_000) + i + 1)]);
        })));
        await written.CancelAsync();
        await reader;

        Assert.Equal(8_000, traces.List(new TraceQuery()).Sum(t => t.SpanCount));
    }
}
