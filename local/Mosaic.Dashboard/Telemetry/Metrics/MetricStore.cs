namespace Mosaic.Dashboard.Telemetry;

/// <summary>The instruments and their points. Safe to use from any thread.</summary>
internal sealed class MetricStore(TelemetryLimits limits, TimeProvider time, ChangeSignal changed)
{
    private const int MaxSteps = 2_000;

    private readonly Lock _lock = new();
    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly Dictionary<Instrument, InstrumentSeries> _instruments = [];

    /// <summary>All series, the one longest without a point first.</summary>
    private readonly LinkedList<PointSeries> _byUse = [];
    private readonly Dictionary<PointSeries, LinkedListNode<PointSeries>> _nodes = [];
    private readonly PointBudget _budget = new(limits);
    private long _rejected;

    /// <summary>Points held, dropped and rejected.</summary>
    public StoreCounts Counts
    {
        get
        {
            lock (_lock) return new StoreCounts(_budget.Held, _budget.Dropped, limits.MaxMetricsTotalCount, _rejected);
        }
    }

    /// <param name="resource">A resource's name, or null for all.</param>
    /// <returns>The instruments, sorted by resource, meter and name.</returns>
    public IReadOnlyList<Instrument> Instruments(string? resource)
    {
        Instrument[] all;
        lock (_lock) all = [.. _instruments.Values.Select(static held => held.Instrument)];
        return [.. all.Where(instrument => resource is null || instrument.Resource == resource)
            .OrderBy(static instrument => instrument.Resource, StringComparer.Ordinal)
            .ThenBy(static instrument => instrument.Scope, StringComparer.Ordinal)
            .ThenBy(static instrument => instrument.Name, StringComparer.Ordinal)];
    }

    /// <returns>The attribute keys of the instrument with their values, sorted; none when it is not known.</returns>
    public IReadOnlyList<InstrumentDimension> Dimensions(Instrument instrument)
    {
        lock (_lock) return _instruments.TryGetValue(instrument, out var held) ? held.Dimensions() : [];
    }

    /// <returns>The window, or null when the instrument is not known (any more).</returns>
    /// <exception cref="ArgumentException">The window is empty or of more than 2,000 steps.</exception>
    public MetricWindow? Series(Instrument instrument, MetricQuery query)
    {
        var steps = query.Step > TimeSpan.Zero ? (query.To - query.From) / query.Step : 0;
        if (steps is not (> 0 and <= MaxSteps)) throw new ArgumentException($"A window is longer than zero and has {MaxSteps} steps at most.", nameof(query));

        // The points are copied under the lock and worked on after it.
        Instrument current;
        PointsInWindow[] series;
        lock (_lock)
        {
            if (!_instruments.TryGetValue(instrument, out var held)) return null;
            current = held.Instrument;
            series = [.. held.Matching(query).Select(series => PointsInWindow.Of(series, query))];
        }

        return MetricSampler.Sample(current, series, query);
    }

    /// <inheritdoc cref="ChangeSignal.Subscribe"/>
    public IDisposable OnChange(Action onChange) => changed.Subscribe(onChange);

    /// <summary>Takes in what one instance reports of one instrument.</summary>
    /// <returns>How many points came too late to be kept.</returns>
    internal int Add(MetricStream stream, IReadOnlyList<IncomingPoint> points)
    {
        var tooLate = 0;
        lock (_lock)
        {
            var held = Find(stream.Instrument);
            foreach (var point in points)
            {
                var series = Find(held, stream.Resource, point.Attributes);
                var added = series.Add(point, stream, _began);
                if (added == AddedPoint.TooLate) tooLate++;
                if (added != AddedPoint.Kept) continue;
                foreach (var empty in _budget.Added(series, time.GetUtcNow())) Remove(empty);
            }

            _rejected += tooLate;
        }

        return tooLate;
    }

    /// <summary>The program says that this attribute set has no value any more.</summary>
    internal void Interrupt(MetricStream stream, TelemetryAttribute[] attributes)
    {
        lock (_lock)
        {
            if (_instruments.TryGetValue(stream.Instrument, out var held)
                && held.Series.TryGetValue(new SeriesKey(stream.Resource.InstanceId, attributes), out var series))
            {
                series.Interrupt();
            }
        }
    }

    /// <summary>A request has been taken in.</summary>
    internal void Finish(int invalid)
    {
        lock (_lock) _rejected += invalid;
        changed.Raise();
    }

    private InstrumentSeries Find(Instrument instrument)
    {
        if (_instruments.TryGetValue(instrument, out var held))
        {
            if (held.Instrument.Type == instrument.Type) return held;
            // The program was changed: points of the two types do not go together.
            foreach (var series in held.Series.Values.ToArray()) Remove(series);
        }

        return _instruments[instrument] = new InstrumentSeries(instrument);
    }

    private PointSeries Find(InstrumentSeries held, TelemetryResource resource, TelemetryAttribute[] attributes)
    {
        var key = new SeriesKey(resource.InstanceId, attributes);
        if (held.Series.TryGetValue(key, out var series))
        {
            var node = _nodes[series];
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return series;
        }

        series = new PointSeries(held, key, resource, attributes);
        held.Series.Add(key, series);
        _nodes.Add(series, _byUse.AddLast(series));
        if (_nodes.Count > limits.MaxSeriesCount) Remove(_byUse.First!.Value);
        return series;
    }

    private void Remove(PointSeries series)
    {
        _budget.Removed(series);
        _byUse.Remove(_nodes[series]);
        _nodes.Remove(series);
        series.Owner.Series.Remove(series.Key);
        if (series.Owner.Series.Count == 0) _instruments.Remove(series.Owner.Instrument);
    }
}
