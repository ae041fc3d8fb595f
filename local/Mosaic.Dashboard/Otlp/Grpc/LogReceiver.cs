using Grpc.Core;
using Mosaic.Dashboard.Otlp.Ingest;
using OpenTelemetry.Proto.Collector.Logs.V1;

namespace Mosaic.Dashboard.Otlp.Grpc;

/// <summary>OTLP/gRPC's <c>LogsService</c>.</summary>
internal sealed class LogReceiver(LogIngest ingest) : LogsService.LogsServiceBase
{
    public override Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context) =>
        Task.FromResult(ingest.Add(request));
}
