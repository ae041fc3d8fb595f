using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Mosaic.Tests.ServiceDefaults;

public sealed class ServiceDefaultsTests
{
    // Nothing listens there; what is sent is lost, as the tests look at what is recorded.
    private const string Exporting = "--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9";

    [Theory]
    [InlineData(HealthStatus.Healthy, "/health", HttpStatusCode.OK)]
    [InlineData(HealthStatus.Healthy, "/alive", HttpStatusCode.OK)]
    [InlineData(HealthStatus.Unhealthy, "/health", HttpStatusCode.ServiceUnavailable)]
    [InlineData(HealthStatus.Unhealthy, "/alive", HttpStatusCode.OK)]
    public async Task Health_OfADependency_DecidesReadyAndNotAlive(HealthStatus status, string path, HttpStatusCode expected)
    {
        await using var app = await StartAsync(builder =>
            builder.Services.AddHealthChecks().AddCheck("broker", () => new HealthCheckResult(status)));
        using var client = ClientOf(app);

        Assert.Equal(expected, (await client.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Health_ThatIsNotWell_NamesWhatIsNot()
    {
        await using var app = await StartAsync(builder =>
            builder.Services.AddHealthChecks().AddCheck("consumers", () => HealthCheckResult.Degraded("'mosaic.sessions' is not being read for 12 s.")));
        using var client = ClientOf(app);

        Assert.Equal("Degraded\nconsumers: 'mosaic.sessions' is not being read for 12 s.", await client.GetStringAsync("/health"));
    }

    [Fact]
    public async Task Traces_OfARequest_AreRecordedButNotOfHealth()
    {
        using var recorded = new Recorder();
        await using var app = await StartAsync(builder =>
            builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(recorded)), [Exporting]);
        using var client = ClientOf(app);

        await client.GetAsync("/health");
        await client.GetAsync("/alive");
        var work = $"/work/{Guid.NewGuid()}";
        await client.GetAsync(work);
        await Eventually.True(() => recorded.Paths.Contains(work), TimeSpan.FromSeconds(30));

        Assert.DoesNotContain("/health", recorded.Paths);
        Assert.DoesNotContain("/alive", recorded.Paths);
    }

    [Fact]
    public async Task Traces_OfOwnSources_AreRecorded()
    {
        using var recorded = new Recorder();
        await using var app = await StartAsync(builder =>
            builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(recorded)), [Exporting]);
        using var own = new ActivitySource("Mosaic.Tests.Own");

        own.StartActivity("relay")!.Dispose();

        Assert.Contains("relay", recorded.Names);
    }

    [Fact]
    public async Task Telemetry_WithoutAnExporter_IsNotRecorded()
    {
        await using var app = await StartAsync(_ => { });

        Assert.Null(app.Services.GetService<TracerProvider>());
        Assert.Null(app.Services.GetService<MeterProvider>());
    }

    [Theory]
    [InlineData("System.Net.Http.HttpClient.any", LogLevel.Information, null, false)]
    [InlineData("Microsoft.AspNetCore.Hosting", LogLevel.Information, null, false)]
    [InlineData("Microsoft.AspNetCore.Hosting", LogLevel.Information, "--Logging:LogLevel:Microsoft.AspNetCore=Information", true)]
    [InlineData("Mosaic.Any", LogLevel.Information, null, true)]
    [InlineData("Mosaic.Any", LogLevel.Information, "--Logging:LogLevel:Default=Error", false)]
    public async Task Logging_Levels_AreQuietForFrameworksUnlessConfigured(string category, LogLevel level, string? setting, bool enabled)
    {
        await using var app = await StartAsync(_ => { }, setting is null ? [] : [setting]);

        Assert.Equal(enabled, app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category).IsEnabled(level));
    }

    [Fact]
    public async Task HttpClient_PostThatFails_IsNotRepeated()
    {
        var calls = 0;
        await using var app = await StartAsync(_ => { });
        app.MapPost("/count", () =>
        {
            calls++;
            return TypedResults.StatusCode(503);
        });
        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("any");

        await client.PostAsync(new Uri(app.Urls.Single() + "/count"), null);

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task HttpClient_ServiceName_IsResolvedFromConfiguration()
    {
        await using var target = await StartAsync(_ => { });
        await using var app = await StartAsync(_ => { }, [$"--services:other-service:http:0={target.Urls.Single()}"]);
        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("any");

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("http://other-service/work"))).StatusCode);
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplicationBuilder> configure, string[]? settings = null)
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0", .. settings ?? []]);
        builder.AddServiceDefaults();
        configure(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/work/{**any}", () => TypedResults.Ok());
        await app.StartAsync();
        return app;
    }

    private static HttpClient ClientOf(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.Single()) };

    // Listeners hear the whole process, so other tests' requests arrive here too.
    private sealed class Recorder : BaseProcessor<Activity>
    {
        private readonly ConcurrentDictionary<string, bool> _paths = new();

        internal ConcurrentQueue<string> Names { get; } = new();

        internal ICollection<string> Paths => _paths.Keys;

        public override void OnEnd(Activity data)
        {
            Names.Enqueue(data.DisplayName);
            if (data.Kind == ActivityKind.Server && data.GetTagItem("url.path") is string path)
            {
                _paths[path] = true;
            }
        }
    }
}
