namespace Mosaic.Dashboard.Telemetry;

/// <summary>The programs that sent telemetry. Safe to use from any thread.</summary>
internal sealed class ResourceStore
{
    /// <returns>All that are known, sorted by name and instance.</returns>
    public IReadOnlyList<TelemetryResource> List() => throw new NotSupportedException();

    /// <inheritdoc cref="ChangeSignal.Subscribe"/>
    public IDisposable OnChange(Action onChange) => throw new NotSupportedException();
}
