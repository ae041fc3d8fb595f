using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using OpenTelemetry.Proto.Collector.Trace.V1;

namespace Mosaic.Tests.Dashboard.Otlp;

public sealed class OtlpGrpcTests
{
    private static readonly Method<ExportTraceServiceRequest, ExportTraceServiceResponse> Export = new(
        MethodType.Unary,
        "opentelemetry.proto.collector.trace.v1.TraceService",
        "Export",
        Marshallers.Create(static message => message.ToByteArray(), ExportTraceServiceRequest.Parser.ParseFrom),
        Marshallers.Create(static message => message.ToByteArray(), ExportTraceServiceResponse.Parser.ParseFrom));

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    public async Task Traces_PlainOrGzip_AreTaken(string packing)
    {
        await using var dashboard = await RunningDashboard.StartAsync("Dashboard:Otlp:PrimaryApiKey=the key");

        var answer = await SendAsync(dashboard, "x", new Metadata { { "x-otlp-api-key", "the key" }, { "grpc-internal-encoding-request", packing } });

        Assert.Null(answer.PartialSuccess);
        Assert.Equal(1, dashboard.Store.Traces.SpanCount);
    }

    [Fact]
    public async Task Key_Missing_IsUnauthenticated()
    {
        await using var dashboard = await RunningDashboard.StartAsync("Dashboard:Otlp:PrimaryApiKey=the key");

        var refused = await Assert.ThrowsAsync<RpcException>(() => SendAsync(dashboard, "x", []));

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Contains("x-otlp-api-key", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(0, dashboard.Store.Traces.SpanCount);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    public async Task Request_AboveTheBound_IsResourceExhausted(string packing)
    {
        await using var dashboard = await RunningDashboard.StartAsync("Dashboard:Otlp:MaxRequestBytes=2000");

        var refused = await Assert.ThrowsAsync<RpcException>(
            () => SendAsync(dashboard, new string('x', 2000), new Metadata { { "grpc-internal-encoding-request", packing } }));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Equal(0, dashboard.Store.Traces.SpanCount);
    }

    private static async Task<ExportTraceServiceResponse> SendAsync(RunningDashboard dashboard, string name, Metadata headers)
    {
        using var channel = GrpcChannel.ForAddress(dashboard.Grpc);
        return await channel.CreateCallInvoker().AsyncUnaryCall(Export, null, new CallOptions(headers), TestSpans.Request(name));
    }
}
