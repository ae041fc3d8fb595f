using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Mosaic.Dashboard.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Mosaic.Tests.Dashboard.Otlp;

/// <summary>What the OpenTelemetry SDK's own exporters send over real sockets is in the stores.</summary>
public sealed class SdkExportTests
{
    private const int FlushMilliseconds = 15_000;
    private const string Key = "the key of this test";

    private static readonly Action<ILogger, int, Exception?> OrderWaits =
        LoggerMessage.Define<int>(LogLevel.Warning, new EventId(1), "Order {OrderId} waits");

    public static TheoryData<bool> GrpcAndHttp => [true, false];

    [Theory]
    [MemberData(nameof(GrpcAndHttp))]
    public async Task Traces_OfTheSdk_AreATree(bool isGrpc)
    {
        await using var dashboard = await RunningDashboard.StartAsync($"Dashboard:Otlp:PrimaryApiKey={Key}");
        using var source = new ActivitySource($"tests.{Guid.NewGuid():N}");
        using var provider = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Program("shop"))
            .AddSource(source.Name)
            .AddOtlpExporter(options => Configure(options, dashboard, isGrpc, "v1/traces"))
            .Build();
        using (var order = source.StartActivity("order", ActivityKind.Server)!)
        {
            order.SetTag("items", 3).SetStatus(ActivityStatusCode.Error, "out of stock");
            using var pay = source.StartActivity("pay", ActivityKind.Client)!;
            pay.AddEvent(new ActivityEvent("charged")).AddLink(new ActivityLink(new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), default)));
        }

        Assert.True(provider.ForceFlush(FlushMilliseconds));

        var summary = Assert.Single(dashboard.Store.Traces.List(new TraceQuery()));
        Assert.Equal(("order", 2, 1), (summary.RootName, summary.SpanCount, summary.ErrorCount));
        var rows = dashboard.Store.Traces.Get(summary.TraceId)!.Rows;
        var (root, child) = (rows[0].Span, rows[1].Span);
        Assert.Equal(("shop", "7", source.Name), (root.Resource.Name, root.Resource.InstanceId, root.Scope));
        Assert.Equal((Mosaic.Dashboard.Telemetry.SpanKind.Server, "out of stock", "3"), (root.Kind, root.StatusMessage, root.Attributes.Find("items")));
        Assert.Equal((1, root.SpanId), (rows[1].Depth, child.ParentSpanId));
        Assert.Equal("charged", Assert.Single(child.Events).Name);
        Assert.Equal(32, Assert.Single(child.Links).TraceId.Length);
        Assert.InRange(child.Duration, TimeSpan.FromTicks(1), root.Duration);
    }

    [Theory]
    [MemberData(nameof(GrpcAndHttp))]
    public async Task Logs_OfTheSdk_HaveLevelParametersAndTrace(bool isGrpc)
    {
        await using var dashboard = await RunningDashboard.StartAsync($"Dashboard:Otlp:PrimaryApiKey={Key}");
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        using (var factory = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.SetResourceBuilder(Program("shop")).AddOtlpExporter(otlp => Configure(otlp, dashboard, isGrpc, "v1/logs"));
        })))
        {
            OrderWaits(factory.CreateLogger("Shop.Orders"), 42, new InvalidOperationException("no stock"));
        }

        // The factory sends what it holds when it is disposed of.
        var entry = Assert.Single(dashboard.Store.Logs.List(new LogQuery()));
        Assert.Equal(("Order 42 waits", LogSeverity.Warning, "Shop.Orders"), (entry.Message, entry.Severity, entry.Scope));
        Assert.Equal("42", entry.Attributes.Find("OrderId"));
        Assert.Equal((activity.TraceId.ToHexString(), activity.SpanId.ToHexString()), (entry.TraceId, entry.SpanId));
        Assert.Contains("no stock", entry.Exception, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, MetricReaderTemporalityPreference.Cumulative)]
    [InlineData(true, MetricReaderTemporalityPreference.Delta)]
    [InlineData(false, MetricReaderTemporalityPreference.Cumulative)]
    public async Task Metrics_OfTheSdk_HaveValuesAndPercentiles(bool isGrpc, MetricReaderTemporalityPreference temporality)
    {
        await using var dashboard = await RunningDashboard.StartAsync($"Dashboard:Otlp:PrimaryApiKey={Key}");
        using var meter = new Meter($"tests.{Guid.NewGuid():N}");
        var began = DateTimeOffset.UtcNow;
        using var provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Program("shop"))
            .AddMeter(meter.Name)
            .AddView("exponential", new Base2ExponentialBucketHistogramConfiguration())
            .AddOtlpExporter((options, reader) =>
            {
                Configure(options, dashboard, isGrpc, "v1/metrics");
                reader.TemporalityPreference = temporality;
            })
            .Build();
        meter.CreateCounter<long>("sold", "{item}").Add(5, new KeyValuePair<string, object?>("kind", "book"));
        meter.CreateObservableGauge("temperature", () => 21.5);
        var (explicitly, exponentially) = (meter.CreateHistogram<double>("explicit", "ms"), meter.CreateHistogram<double>("exponential", "ms"));
        for (var i = 1; i <= 100; i++)
        {
            explicitly.Record(i);
            exponentially.Record(i);
        }

        Assert.True(provider.ForceFlush(FlushMilliseconds));

        var instruments = dashboard.Store.Metrics.Instruments("shop");
        Assert.Equal(
            [("explicit", InstrumentType.Histogram), ("exponential", InstrumentType.Histogram), ("sold", InstrumentType.Counter), ("temperature", InstrumentType.Gauge)],
            instruments.Select(i => (i.Name, i.Type)));
        Assert.Equal(("{item}", 5), (instruments[2].Unit, Read("sold").Total!.Points.Max(p => p.Value)));
        Assert.Equal("book", Assert.Single(dashboard.Store.Metrics.Dimensions(instruments[2])).Values[0]);
        Assert.Equal(21.5, Read("temperature").Series[0].Points.Max(p => p.Value));
        foreach (var name in (string[])["explicit", "exponential"])
        {
            var window = Read(name).Total!.Window!;
            Assert.Equal(100, window.Count);
            // Put together again from the steps it was spread over.
            Assert.Equal(5050, window.Sum, 6);
            Assert.InRange(window.P50, 47, 53);
            Assert.InRange(window.P90, 87, 93);
        }

        MetricWindow Read(string name) => dashboard.Store.Metrics.Series(
            instruments.Single(i => i.Name == name),
            new MetricQuery(began.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1), TimeSpan.FromMilliseconds(100)))!;
    }

    [Theory]
    [MemberData(nameof(GrpcAndHttp))]
    public async Task Traces_WithAnotherKey_AreNotTaken(bool isGrpc)
    {
        await using var dashboard = await RunningDashboard.StartAsync("Dashboard:Otlp:PrimaryApiKey=another key");
        using var source = new ActivitySource($"tests.{Guid.NewGuid():N}");
        using var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(source.Name)
            .AddOtlpExporter(options => Configure(options, dashboard, isGrpc, "v1/traces"))
            .Build();
        source.StartActivity("order")!.Dispose();

        provider.ForceFlush(FlushMilliseconds);

        Assert.Empty(dashboard.Store.Traces.List(new TraceQuery()));
    }

    private static ResourceBuilder Program(string name) => ResourceBuilder.CreateEmpty().AddService(name, serviceInstanceId: "7");

    private static void Configure(OtlpExporterOptions options, RunningDashboard dashboard, bool isGrpc, string path)
    {
        options.Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        // An address given in code is taken as it is.
        options.Endpoint = isGrpc ? dashboard.Grpc : new Uri(dashboard.Http, path);
        options.Headers = $"x-otlp-api-key={Key}";
    }
}
