using System.Diagnostics.Metrics;

namespace Mosaic.WebSocketService.Connections;

/// <summary>What an operator watches: meter <c>Mosaic.WebSocketService</c>.</summary>
internal sealed class ConnectionMetrics
{
    public ConnectionMetrics(IMeterFactory meters, ConnectionRegistry registry)
    {
        var meter = meters.Create("Mosaic.WebSocketService");
        meter.CreateObservableUpDownCounter("mosaic.device.connections", () => registry.Count, "{connection}", "Open WebSockets, authenticated or not.");
    }
}
