using Grpc.Core;
using Mosaic.Dashboard.Otlp.Ingest;
using OpenTelemetry.Proto.Collector.Trace.V1;

namespace Mosaic.Dashboard.Otlp.Grpc;

/// <summary>OTLP/gRPC's <c>TraceService</c>.</summary>
internal sealed class TraceReceiver(TraceIngest ingest) : TraceService.TraceServiceBase
{
    public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context) =>
        Task.FromResult(ingest.Add(request));
}
