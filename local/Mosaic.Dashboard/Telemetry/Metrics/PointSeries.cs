namespace Mosaic.Dashboard.Telemetry;

/// <summary>The points of one attribute set of one instance. Guarded by the lock of <see cref="MetricStore"/>.</summary>
internal sealed class PointSeries(InstrumentSeries owner, SeriesKey key, TelemetryResource resource, TelemetryAttribute[] attributes)
{
    private const int MaxExemplars = 10;

    /// <summary>How long equal points are folded into one; bounded, so that a point leaves the store when its time has come.</summary>
    private static readonly TimeSpan MaxFold = TimeSpan.FromMinutes(1);

    /// <summary>All but the newest, which may still last longer.</summary>
    private readonly Queue<StoredPoint> _points = [];
    private readonly Queue<MetricExemplar> _exemplars = [];
    private IncomingPoint? _last;
    private StoredPoint? _newest;
    private double _runningTotal;

    internal InstrumentSeries Owner => owner;

    internal SeriesKey Key => key;

    internal TelemetryResource Resource => resource;

    internal IReadOnlyList<TelemetryAttribute> Attributes => attributes;

    internal int Count => _points.Count + (_newest is null ? 0 : 1);

    /// <summary>The number of the oldest point held, counted from 0 over all the series ever had.</summary>
    internal long Oldest { get; private set; }

    /// <summary>The time between the latest two reports.</summary>
    internal TimeSpan Interval { get; private set; }

    /// <param name="point">The point.</param>
    /// <param name="stream">How its program reports it.</param>
    /// <param name="countsFrom">A sum that began before this is only counted from its first point on: what it holds came earlier.</param>
    internal AddedPoint Add(IncomingPoint point, MetricStream stream, DateTimeOffset countsFrom)
    {
        if (_last is { } last && point.Time <= last.Time) return point.Time == last.Time ? AddedPoint.Repeated : AddedPoint.TooLate;
        var since = _last?.Time ?? FirstSince(point, stream, countsFrom);
        if (_last is not null) Interval = point.Time - since;
        var stored = point.Buckets is null ? Number(point, stream, since, countsFrom) : Histogram(point, stream, since, countsFrom);
        _last = point;
        Remember(point.Exemplars);
        return Keep(stored);
    }

    /// <summary>The program says that it has no value any more: what comes next starts anew.</summary>
    internal void Interrupt() => Interval = TimeSpan.Zero;

    internal void DropOldest()
    {
        if (!_points.TryDequeue(out _)) _newest = null;
        Oldest++;
    }

    /// <returns>The points that tell of a window, in order of time.</returns>
    internal List<StoredPoint> Read(DateTimeOffset from, DateTimeOffset to)
    {
        var read = new List<StoredPoint>();
        foreach (var point in _points)
        {
            if (IsWithin(point)) read.Add(point);
        }

        if (_newest is { } newest && IsWithin(newest)) read.Add(newest);
        return read;

        bool IsWithin(StoredPoint point) => point.LastTime >= from && point.Since <= to;
    }

    internal IReadOnlyList<MetricExemplar> ReadExemplars() => [.. _exemplars];

    private static DateTimeOffset FirstSince(IncomingPoint point, MetricStream stream, DateTimeOffset countsFrom) =>
        point.Start != default && point.Start < point.Time && (stream.IsDelta || point.Start >= countsFrom) ? point.Start : point.Time;

    private StoredPoint Number(IncomingPoint point, MetricStream stream, DateTimeOffset since, DateTimeOffset countsFrom)
    {
        if (stream.Instrument.Type == InstrumentType.Gauge) return new StoredPoint(since, point.Time, point.Time, point.Value, 0, null);
        if (stream.IsDelta)
        {
            _runningTotal += point.Value;
            return new StoredPoint(since, point.Time, point.Time, _runningTotal, point.Value, null);
        }

        var increase = stream.Instrument.Type != InstrumentType.Counter ? 0
            : _last is null ? (point.Start >= countsFrom ? point.Value : 0)
            : HasRestarted(point) || point.Value < _last.Value ? point.Value
            : point.Value - _last.Value;
        return new StoredPoint(since, point.Time, point.Time, point.Value, increase, null);
    }

    private StoredPoint Histogram(IncomingPoint point, MetricStream stream, DateTimeOffset since, DateTimeOffset countsFrom)
    {
        var buckets = point.Buckets!;
        var sum = point.Value;
        if (!stream.IsDelta && _last?.Buckets is { } before)
        {
            if (!HasRestarted(point) && buckets.Since(before) is { } grown)
            {
                buckets = grown;
                sum -= _last.Value;
            }
        }
        else if (!stream.IsDelta && point.Start < countsFrom)
        {
            buckets = buckets.Since(buckets)!;
            sum = 0;
        }

        return new StoredPoint(since, point.Time, point.Time, 0, sum, buckets);
    }

    private bool HasRestarted(IncomingPoint point) => _last is { } last && last.Start != default && point.Start > last.Start;

    private AddedPoint Keep(StoredPoint point)
    {
        if (_newest is { } newest)
        {
            if (IsNoNews(point, newest))
            {
                _newest = newest with { LastTime = point.LastTime };
                return AddedPoint.Folded;
            }

            _points.Enqueue(newest);
        }

        _newest = point;
        return AddedPoint.Kept;
    }

    private static bool IsNoNews(StoredPoint point, StoredPoint newest) =>
        point.Increase == 0
        && (point.Buckets is null ? point.Value.Equals(newest.Value) : point.Buckets.Count == 0)
        && point.Time - newest.Time < MaxFold;

    private void Remember(IReadOnlyList<MetricExemplar> exemplars)
    {
        foreach (var exemplar in exemplars)
        {
            _exemplars.Enqueue(exemplar);
            if (_exemplars.Count > MaxExemplars) _exemplars.Dequeue();
        }
    }
}
