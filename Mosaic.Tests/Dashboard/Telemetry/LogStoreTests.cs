using Mosaic.Dashboard.Telemetry;
using static Mosaic.Tests.Dashboard.Telemetry.Samples;

namespace Mosaic.Tests.Dashboard.Telemetry;

public sealed class LogStoreTests
{
    [Fact]
    public void Store_MoreEntriesThanTheLimit_DropsTheOldest()
    {
        var logs = Store(limits => limits.MaxLogCount = 3).Logs;

        logs.Add([.. Enumerable.Range(1, 5).Select(i => Log($"entry {i}"))]);

        Assert.Equal(["entry 3", "entry 4", "entry 5"], logs.List(new LogQuery()).Select(e => e.Message));
        Assert.Equal([3, 4, 5], logs.List(new LogQuery()).Select(e => e.Sequence));
        Assert.Equal(new StoreCounts(3, 2, 3, 0), logs.Counts);
    }

    [Fact]
    public void Store_LongEntries_AreBoundedInBytesToo()
    {
        var logs = Store(limits => limits.MaxLogBytes = 1_000_000).Logs;

        for (var i = 0; i < 100; i++) logs.Add([Log(new string('x', 16_000))]);

        Assert.InRange(logs.Counts.Held, 20, 31);
        Assert.Equal(100, logs.Counts.Held + logs.Counts.Dropped);
    }

    [Fact]
    public void List_Filtered_AnswersWhatMatches()
    {
        var logs = Store().Logs;
        logs.Add(
        [
            Log("one", LogSeverity.Debug, Resource("hive", "x"), TraceId(1), SpanId(1)),
            Log("two", LogSeverity.Error, traceId: TraceId(1), spanId: SpanId(2)),
            Log("three") with { Attributes = [new("device", "Robot-7")], Exception = "at Somewhere.Else()" },
        ]);

        Assert.Equal(["one"], Messages(new LogQuery { Resource = "hive" }));
        Assert.Equal(["two"], Messages(new LogQuery { MinSeverity = LogSeverity.Warning }));
        Assert.Equal(["three"], Messages(new LogQuery { Text = "robot" }));
        Assert.Equal(["three"], Messages(new LogQuery { Text = "somewhere" }));
        Assert.Equal(["one", "two"], Messages(new LogQuery { TraceId = TraceId(1) }));
        Assert.Equal(["two"], Messages(new LogQuery { TraceId = TraceId(1), SpanId = SpanId(2) }));

        IEnumerable<string> Messages(LogQuery query) => logs.List(query).Select(e => e.Message);
    }

    [Fact]
    public void List_AfterAnEntryAndLimited_AnswersTheNewestOfThose()
    {
        var logs = Store().Logs;
        logs.Add([.. Enumerable.Range(1, 9).Select(i => Log($"entry {i}"))]);

        Assert.Equal([8, 9], logs.List(new LogQuery { After = 7 }).Select(e => e.Sequence));
        Assert.Equal([7, 8, 9], logs.List(new LogQuery { Limit = 3 }).Select(e => e.Sequence));
        Assert.Empty(logs.List(new LogQuery { After = 9 }));
    }

    [Fact]
    public void Subscribers_OneFails_OthersHearUntilTheyLeave()
    {
        var logs = Store().Logs;
        var heard = 0;
        using var failing = logs.OnChange(() => throw new InvalidOperationException("A page has gone."));
        var hearing = logs.OnChange(() => heard++);

        logs.Add([Log("one"), Log("two")]);
        hearing.Dispose();
        logs.Add([Log("three")]);

        Assert.Equal(1, heard);
    }
}
