namespace Mosaic.Dashboard.Telemetry;

/// <summary>What has been found for each step of a window, of one series or of all together.</summary>
internal sealed class StepTotals
{
    private readonly MetricQuery _query;
    private readonly Step[] _steps;
    private readonly HistogramTotal _window = new();

    internal StepTotals(MetricQuery query)
    {
        _query = query;
        _steps = new Step[(int)Math.Ceiling((query.To - query.From) / query.Step)];
        for (var i = 0; i < _steps.Length; i++) _steps[i] = new Step();
    }

    internal int Count => _steps.Length;

    internal DateTimeOffset EndOf(int step) => _query.From + (_query.Step * (step + 1));

    internal void AddValue(int step, double value) => _steps[step].Value = (_steps[step].Value ?? 0) + value;

    /// <summary>Spreads what a point grew by over the steps its time lies in, evenly.</summary>
    /// <param name="point">The point.</param>
    /// <param name="total">Takes the same of all series together.</param>
    internal void AddGrowth(StoredPoint point, StepTotals? total)
    {
        Spread(point.Since, point.Time, (step, overlap, share) =>
        {
            var found = _steps[step];
            found.Covered += overlap;
            found.Growth += share * (point.Buckets?.Count ?? point.Increase);
            if (point.Buckets is not { Count: > 0 } buckets) return;
            found.Histogram.Add(buckets, point.Increase, share);
            _window.Add(buckets, point.Increase, share);
            total?._steps[step].Histogram.Add(buckets, point.Increase, share);
            total?._window.Add(buckets, point.Increase, share);
        });
        // It lasted for longer without growing.
        if (point.LastTime > point.Time) Spread(point.Time, point.LastTime, (step, overlap, _) => _steps[step].Covered += overlap);
    }

    /// <summary>All growth has been added: the rates stand.</summary>
    internal void Close(StepTotals? total)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            var found = _steps[i];
            // Only the part that reports have reached counts, so that a plot does not dip at its newest step.
            if (found.Covered > TimeSpan.Zero) found.Rate = found.Growth / found.Covered.TotalSeconds;
            else if (found.Growth != 0) found.Rate = found.Growth / _query.Step.TotalSeconds;
            if (total is not null && found.Rate is { } rate) total._steps[i].Rate = (total._steps[i].Rate ?? 0) + rate;
        }
    }

    internal MetricSeries ToSeries(InstrumentType type)
    {
        var hasRate = type is InstrumentType.Counter or InstrumentType.Histogram;
        var points = _steps.Select((found, i) =>
            new MetricPoint(EndOf(i), found.Value, hasRate ? found.Rate : null, found.Histogram.Summarize())).ToList();
        return new MetricSeries(null, [], points, _window.Summarize(), []);
    }

    private void Spread(DateTimeOffset since, DateTimeOffset until, Action<int, TimeSpan, double> add)
    {
        if (since >= until)
        {
            // A moment belongs to the step it ends.
            var at = (int)Math.Ceiling((until - _query.From) / _query.Step) - 1;
            if (at >= 0 && at < _steps.Length) add(at, TimeSpan.Zero, 1);
            return;
        }

        var first = Math.Max(0, (int)Math.Floor((since - _query.From) / _query.Step));
        for (var step = first; step < _steps.Length && EndOf(step) - _query.Step < until; step++)
        {
            var begin = EndOf(step) - _query.Step;
            var overlap = (until < EndOf(step) ? until : EndOf(step)) - (since > begin ? since : begin);
            if (overlap > TimeSpan.Zero) add(step, overlap, overlap / (until - since));
        }
    }

    private sealed class Step
    {
        internal double? Value { get; set; }

        internal double? Rate { get; set; }

        internal double Growth { get; set; }

        internal TimeSpan Covered { get; set; }

        internal HistogramTotal Histogram { get; } = new();
    }
}
