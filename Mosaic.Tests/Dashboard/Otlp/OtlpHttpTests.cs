using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using Mosaic.Dashboard.Telemetry;
using OpenTelemetry.Proto.Collector.Trace.V1;

namespace Mosaic.Tests.Dashboard.Otlp;

public sealed class OtlpHttpTests
{
    private const string Json = "application/json";
    private const string Protobuf = "application/x-protobuf";

    [Fact]
    public async Task Traces_InJson_HaveTheirHexadecimalIds()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        using var answer = await PostAsync(dashboard, "v1/traces", Encoding.UTF8.GetBytes(TracesInJson), Json);

        Assert.Equal((HttpStatusCode.OK, Json), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.DoesNotContain("partialSuccess", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var span = Assert.Single(dashboard.Store.Traces.Get("5b8efff798038103d269b633813fc60c")!.Rows).Span;
        Assert.Equal(("eee19b7ec3c1b174", "eee19b7ec3c1b173", SpanKind.Server), (span.SpanId, span.ParentSpanId, span.Kind));
        Assert.Equal(TimeSpan.FromSeconds(1), span.Duration);
        Assert.Equal(("shop", "9007199254740993"), (span.Resource.Name, span.Attributes.Find("big")));
        Assert.Equal("""["a",2]""", span.Attributes.Find("list"));
        Assert.Equal("5b8efff798038103d269b633813fc60d", Assert.Single(span.Links).TraceId);
    }

    [Fact]
    public async Task LogsAndMetrics_InJson_AreTaken()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        using var logs = await PostAsync(dashboard, "v1/logs", Encoding.UTF8.GetBytes(LogsInJson), Json);
        using var metrics = await PostAsync(dashboard, "v1/metrics", Encoding.UTF8.GetBytes(MetricsInJson), Json);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (logs.StatusCode, metrics.StatusCode));
        var entry = Assert.Single(dashboard.Store.Logs.List(new LogQuery()));
        Assert.Equal(("hello", LogSeverity.Error, "5b8efff798038103d269b633813fc60c"), (entry.Message, entry.Severity, entry.TraceId));
        var instrument = Assert.Single(dashboard.Store.Metrics.Instruments(null));
        Assert.Equal(("sold", InstrumentType.Counter), (instrument.Name, instrument.Type));
        // The summary beside it is refused, and said to be.
        Assert.Contains("\"rejectedDataPoints\": \"1\"", await metrics.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, dashboard.Store.Metrics.Counts.Rejected);
    }

    [Fact]
    public async Task Traces_PartlyInvalid_AreTakenButForThose()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var request = TestSpans.Request(new string('x', 1));
        request.ResourceSpans[0].ScopeSpans[0].Spans.Add(new OpenTelemetry.Proto.Trace.V1.Span { Name = "without ids" });

        using var answer = await PostAsync(dashboard, "v1/traces", request.ToByteArray(), Protobuf);

        var response = ExportTraceServiceResponse.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal((HttpStatusCode.OK, Protobuf), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal(1, response.PartialSuccess.RejectedSpans);
        Assert.Equal((1, 1), (dashboard.Store.Traces.SpanCount, dashboard.Store.Traces.Counts.Rejected));
    }

    [Theory]
    [InlineData(Json)]
    [InlineData(Protobuf)]
    public async Task Body_Gzip_IsUnpacked(string type)
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var body = type == Json ? Encoding.UTF8.GetBytes(TracesInJson) : TestSpans.Request("x").ToByteArray();

        using var answer = await PostAsync(dashboard, "v1/traces", Gzip(body), type, "gzip");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, dashboard.Store.Traces.SpanCount);
    }

    [Theory]
    [InlineData(Json, null, "{\"resourceSpans\":[")]
    [InlineData(Json, null, "{\"resourceSpans\":7}")]
    [InlineData(Json, null, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"W4s=\"}]}]}]}")]
    [InlineData(Json, null, "")]
    [InlineData(Protobuf, null, "this is no protobuf")]
    [InlineData(Protobuf, "gzip", "this is no gzip")]
    public async Task Body_Malformed_IsAnsweredWithAStatus(string type, string? packing, string body)
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        using var answer = await PostAsync(dashboard, "v1/traces", Encoding.UTF8.GetBytes(body), type, packing);

        Assert.Equal((HttpStatusCode.BadRequest, type), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        var status = type == Json ? Google.Rpc.Status.Parser.ParseJson(Encoding.UTF8.GetString(bytes)) : Google.Rpc.Status.Parser.ParseFrom(bytes);
        Assert.Equal(3, status.Code);
        Assert.NotEmpty(status.Message);
    }

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData(null, null)]
    [InlineData(Protobuf, "br")]
    public async Task Body_OfAnotherKind_Is415(string? type, string? packing)
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        using var answer = await PostAsync(dashboard, "v1/traces", [], type, packing);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Body_AboveTheBound_Is413(bool isGzip, bool isChunked)
    {
        await using var dashboard = await RunningDashboard.StartAsync("Dashboard:Otlp:MaxRequestBytes=2000");
        var body = TestSpans.Request(new string('x', 2000)).ToByteArray();

        using var answer = await PostAsync(dashboard, "v1/traces", isGzip ? Gzip(body) : body, Protobuf, isGzip ? "gzip" : null, isChunked: isChunked);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(0, dashboard.Store.Traces.SpanCount);
    }

    [Theory]
    [InlineData("the key", HttpStatusCode.OK)]
    [InlineData("the kez", HttpStatusCode.Unauthorized)]
    [InlineData("the key of another", HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task Key_RightOrWrong_IsTakenOr401(string? key, HttpStatusCode expected)
    {
        await using var dashboard = await RunningDashboard.StartAsync("Dashboard:Otlp:PrimaryApiKey=the key");

        using var answer = await PostAsync(dashboard, "v1/traces", TestSpans.Request("x").ToByteArray(), Protobuf, key: key);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, dashboard.Store.Traces.SpanCount);
    }

    [Fact]
    public async Task Stores_SentMoreThanTheirLimits_DropTheOldestAndCountThem()
    {
        await using var dashboard = await RunningDashboard.StartAsync("Dashboard:TelemetryLimits:MaxTraceCount=10", "Dashboard:TelemetryLimits:MaxAttributeLength=16");

        for (var i = 1; i <= 25; i++)
        {
            using var answer = await PostAsync(dashboard, "v1/traces", TestSpans.Request(new string('x', 100), trace: i).ToByteArray(), Protobuf);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(new StoreCounts(10, 15, 10, 0), dashboard.Store.Traces.Counts);
        Assert.Null(dashboard.Store.Traces.Get(TestSpans.TraceId(15)));
        Assert.Equal(16, dashboard.Store.Traces.Get(TestSpans.TraceId(16))!.Rows[0].Span.Name.Length);
    }

    private static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(body);
        return packed.ToArray();
    }

    private static async Task<HttpResponseMessage> PostAsync(
        RunningDashboard dashboard, string path, byte[] body, string? type, string? packing = null, string? key = null, bool isChunked = false)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(dashboard.Http, path)) { Content = new ByteArrayContent(body) };
        if (type is not null) request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (packing is not null) request.Content.Headers.ContentEncoding.Add(packing);
        if (key is not null) request.Headers.TryAddWithoutValidation("x-otlp-api-key", key);
        if (isChunked) request.Headers.TransferEncodingChunked = true;
        return await client.SendAsync(request);
    }

    private const string TracesInJson = """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"scope":{"name":"orders"},
        "spans":[{"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174","parentSpanId":"EEE19B7EC3C1B173","name":"order","kind":2,
        "startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000","unknown":{"deep":[1.5e3,null,true]},
        "attributes":[{"key":"big","value":{"intValue":"9007199254740993"}},{"key":"list","value":{"arrayValue":{"values":[{"stringValue":"a"},{"intValue":2}]}}}],
        "links":[{"traceId":"5B8EFFF798038103D269B633813FC60D","spanId":"EEE19B7EC3C1B175"}],"status":{}}]}]}]}
        """;

    private const string LogsInJson = """
        {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1544712660300000000","severityNumber":18,"severityText":"Error",
        "traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174","body":{"stringValue":"hello"}}]}]}]}
        """;

    private const string MetricsInJson = """
        {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"sold","sum":{"aggregationTemporality":2,"isMonotonic":true,
        "dataPoints":[{"asInt":"5","startTimeUnixNano":"1544712660300000000","timeUnixNano":"1544712660300000001"}]}},
        {"name":"old","summary":{"dataPoints":[{"count":"1","sum":2}]}}]}]}]}
        """;
}
