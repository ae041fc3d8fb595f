namespace Mosaic.Dashboard.Telemetry;

/// <summary>The instruments and their points. Safe to use from any thread.</summary>
internal sealed class MetricStore
{
    /// <summary>Points held and dropped.</summary>
    public StoreCounts Counts => throw new NotSupportedException();

    /// <param name="resource">A resource's name, or null for all.</param>
    /// <returns>The instruments, sorted by resource, meter and name.</returns>
    public IReadOnlyList<Instrument> Instruments(string? resource) => throw new NotSupportedException();

    /// <returns>The attribute keys of the instrument with their values, sorted; none when it is not known.</returns>
    public IReadOnlyList<InstrumentDimension> Dimensions(Instrument instrument) => throw new NotSupportedException();

    /// <returns>The window, or null when the instrument is not known (any more).</returns>
    public MetricWindow? Series(Instrument instrument, MetricQuery query) => throw new NotSupportedException();

    /// <inheritdoc cref="ChangeSignal.Subscribe"/>
    public IDisposable OnChange(Action onChange) => throw new NotSupportedException();
}
