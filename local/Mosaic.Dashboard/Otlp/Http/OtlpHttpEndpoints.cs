using Google.Protobuf;
using Grpc.Core;
using Mosaic.Dashboard.Otlp.Ingest;
using Mosaic.Dashboard.Otlp.Listening;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;

namespace Mosaic.Dashboard.Otlp.Http;

/// <summary>OTLP/HTTP (opentelemetry.io/docs/specs/otlp, section OTLP/HTTP): protobuf and JSON, plain or gzip.</summary>
internal static class OtlpHttpEndpoints
{
    internal static void MapOtlpHttp(this WebApplication app)
    {
        app.MapSignal("/v1/traces", ExportTraceServiceRequest.Parser, static (TraceIngest ingest, ExportTraceServiceRequest request) => ingest.Add(request));
        app.MapSignal("/v1/logs", ExportLogsServiceRequest.Parser, static (LogIngest ingest, ExportLogsServiceRequest request) => ingest.Add(request));
        app.MapSignal("/v1/metrics", ExportMetricsServiceRequest.Parser, static (MetricIngest ingest, ExportMetricsServiceRequest request) => ingest.Add(request));
    }

    private static void MapSignal<TIngest, TRequest>(
        this WebApplication app, string path, MessageParser<TRequest> parser, Func<TIngest, TRequest, IMessage> add)
        where TIngest : notnull
        where TRequest : IMessage<TRequest>, new()
    {
        var ingest = app.Services.GetRequiredService<TIngest>();
        var bodies = app.Services.GetRequiredService<RequestBodyReader>();
        app.MapPost(path, (HttpContext context) => ReceiveAsync(context, bodies, parser, request => add(ingest, request)))
            .WithMetadata(new ListenerMetadata(ListenerKind.OtlpHttp));
    }

    private static async Task ReceiveAsync<TRequest>(
        HttpContext context, RequestBodyReader bodies, MessageParser<TRequest> parser, Func<TRequest, IMessage> add)
        where TRequest : IMessage<TRequest>, new()
    {
        if (OtlpEncodings.Of(context.Request) is not { } encoding)
        {
            await OtlpAnswer.FailAsync(context, StatusCodes.Status415UnsupportedMediaType, StatusCode.InvalidArgument, OtlpEncodings.Refusal);
            return;
        }

        TRequest request;
        try
        {
            var body = await bodies.ReadAsync(context.Request, context.RequestAborted);
            request = encoding == OtlpEncoding.Json ? OtlpJson.Parse<TRequest>(body) : parser.ParseFrom(body);
        }
        catch (RequestRefusedException refused)
        {
            await OtlpAnswer.FailAsync(context, refused.HttpStatus, refused.Status, refused.Message);
            return;
        }
        catch (InvalidProtocolBufferException invalid)
        {
            await OtlpAnswer.FailAsync(context, StatusCodes.Status400BadRequest, StatusCode.InvalidArgument, invalid.Message);
            return;
        }

        await OtlpAnswer.SucceedAsync(context, encoding, add(request));
    }
}
