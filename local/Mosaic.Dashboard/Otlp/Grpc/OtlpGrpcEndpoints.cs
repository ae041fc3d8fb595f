using Mosaic.Dashboard.Otlp.Listening;

namespace Mosaic.Dashboard.Otlp.Grpc;

internal static class OtlpGrpcEndpoints
{
    internal static void MapOtlpGrpc(this WebApplication app)
    {
        var listener = new ListenerMetadata(ListenerKind.OtlpGrpc);
        app.MapGrpcService<TraceReceiver>().WithMetadata(listener);
        app.MapGrpcService<LogReceiver>().WithMetadata(listener);
        app.MapGrpcService<MetricReceiver>().WithMetadata(listener);
    }
}
