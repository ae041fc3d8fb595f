using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Mosaic.Dashboard.Telemetry;
using Mosaic.Tests.Dashboard.Otlp;
using Mosaic.Tests.EndToEnd;

namespace Mosaic.Tests.Dashboard.EndToEnd;

/// <summary>What the dashboard gets to show of the real processes. With the other tests of a whole system, so that only one runs at a time.</summary>
[Collection(SystemCollection.Name)]
public sealed class TraceTreeTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private RunningDashboard _dashboard = null!;
    private DistributedApplication _app = null!;
    private HttpClient _hive = null!;

    public async Task InitializeAsync()
    {
        _dashboard = await RunningDashboard.StartAsync();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Mosaic_AppHost>(
            [$"--OTEL_EXPORTER_OTLP_ENDPOINT={_dashboard.Grpc}", "--OTEL_EXPORTER_OTLP_PROTOCOL=grpc"]);
        _app = await builder.BuildAsync();
        await _app.StartAsync();
        using var timeout = new CancellationTokenSource(Patience);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("device-simulator", timeout.Token);
        _hive = _app.CreateHttpClient("hive-backend");
    }

    public async Task DisposeAsync()
    {
        _hive?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        await _dashboard.DisposeAsync();
    }

    [Fact]
    public async Task Telemetry_OfTheRunningSystem_TellsEachMessagesWay()
    {
        string? device = null;
        await Eventually.True(async () => (device = await AnyDeviceAsync()) is not null, Patience);
        using var answer = await _hive.PostAsJsonAsync($"/devices/{device}/requests", new { type = "test.request", data = new { x = 1 } });
        Assert.True(answer.IsSuccessStatusCode);

        await ShowsAsync("send event",
        [
            "0 device-simulator: send event", "1 websocket-service: receive device", "2 websocket-service: publish mosaic.device-to-hive",
            "3 device-service: process mosaic.device-to-hive", "4 device-service: POST", "5 hive-backend: POST /device-events",
        ]);
        await ShowsAsync("POST /devices/{device}/requests",
        [
            "0 hive-backend: POST /devices/{device}/requests", "1 hive-backend: POST", "2 device-service: POST /devices/{device}/requests",
            "3 device-service: publish mosaic.hive-to-device", "4 websocket-service: process mosaic.ws", "4 device-simulator: process request",
            "5 websocket-service: receive device", "6 websocket-service: publish mosaic.replies", "7 device-service: process mosaic.replies",
        ]);
        await ShowsAsync("GET",
        [
            "0 device-simulator: GET", "1 websocket-service: open session", "2 websocket-service: publish mosaic.device-to-hive",
            "3 device-service: process mosaic.device-to-hive", "4 device-service: POST", "5 hive-backend: POST /device-events",
        ]);
        string[] resources = ["device-service", "device-simulator", "hive-backend", "websocket-service"];
        await Eventually.True(() => resources.All(resource => _dashboard.Store.Logs.List(new LogQuery { Resource = resource }).Count > 0), Patience);
        await Eventually.True(() => resources.All(resource => _dashboard.Store.Metrics.Instruments(resource).Count > 0), Patience);
    }

    /// <summary>
    /// Waits for a trace that is one tree and has these spans, each with its depth. The root may have a parent: where another test listens to
    /// this process's activities, its HTTP client begins the trace, and tells nobody.
    /// </summary>
    private async Task ShowsAsync(string root, string[] way)
    {
        List<string> closest = [];
        try
        {
            await Eventually.True(() => _dashboard.Store.Traces.List(new TraceQuery { Limit = 10_000 }).Where(t => t.RootName == root).Any(Fits), Patience);
        }
        catch (Exception e)
        {
            Assert.Fail($"{e.Message} The last trace '{root}': {string.Join(", ", closest)}");
        }

        bool Fits(TraceSummary trace)
        {
            var rows = _dashboard.Store.Traces.Get(trace.TraceId)!.Rows;
            closest = [.. rows.Select(row => $"{row.Depth} {row.Span.Resource.Name}: {row.Span.Name}")];
            return way.All(closest.Contains) && rows.Count(row => row.Depth == 0) == 1;
        }
    }

    private async Task<string?> AnyDeviceAsync()
    {
        var page = await _hive.GetFromJsonAsync<JsonElement>("/messages?limit=1");
        return page.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("event").GetProperty("device").GetString()).FirstOrDefault();
    }
}
