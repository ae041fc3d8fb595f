using Grpc.Core;
using Mosaic.Dashboard.Otlp.Ingest;
using OpenTelemetry.Proto.Collector.Metrics.V1;

namespace Mosaic.Dashboard.Otlp.Grpc;

/// <summary>OTLP/gRPC's <c>MetricsService</c>.</summary>
internal sealed class MetricReceiver(MetricIngest ingest) : MetricsService.MetricsServiceBase
{
    public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context) =>
        Task.FromResult(ingest.Add(request));
}
