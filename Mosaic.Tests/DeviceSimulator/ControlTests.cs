using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Mosaic.DeviceSimulator.Control;
using Mosaic.DeviceSimulator.Options;
using Mosaic.DeviceSimulator.Simulation;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.Tests.Simulator;

public sealed class ControlTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Health_UntilTheDevicesOfTheStartHaveConnected_SaysWhatItWaitsFor()
    {
        await using var service = await AckingService.StartAsync();
        service.HandshakeStatus = 503;
        await using var simulator = await Simulator.StartAsync(service, devices: 2);

        var reason = "";
        await Eventually.True(async () => (reason = await simulator.HealthAsync(HttpStatusCode.ServiceUnavailable)).Contains("503", StringComparison.Ordinal), Patience);
        Assert.StartsWith("Waiting for 2 devices", reason, StringComparison.Ordinal);

        service.HandshakeStatus = null;
        await Eventually.True(async () => (await simulator.Client.GetAsync("/health")).IsSuccessStatusCode, Patience);
        Assert.Equal("Healthy: 2 devices.", await simulator.HealthAsync(HttpStatusCode.OK));
        Assert.Equal(0, await simulator.StopAsync());
    }

    [Fact]
    public async Task Devices_Added_ConnectAndSend()
    {
        await using var service = await AckingService.StartAsync();
        await using var simulator = await Simulator.StartAsync(service, devices: 1);

        using var answer = await simulator.Client.PostAsync("/devices?count=10", null);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(11, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("devices").GetInt32());
        await Eventually.True(() => service.Counted.Count == 11 && service.Types.Count == 4, Patience);
        Assert.Equal(0, await simulator.StopAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?count=")]
    [InlineData("?count=0")]
    [InlineData("?count=-1")]
    [InlineData("?count=1001")]
    [InlineData("?count=99999999999")]
    [InlineData("?count=ten")]
    [InlineData("?count=1.5")]
    [InlineData("?count=%201")]
    [InlineData("?count=1&count=2")]
    public async Task Devices_BadCount_IsRefusedAndAddsNone(string query)
    {
        await using var service = await AckingService.StartAsync();
        await using var simulator = await Simulator.StartAsync(service, devices: 0);

        using var answer = await simulator.Client.PostAsync("/devices" + query, null);

        await IsProblemAsync(answer, HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(0, simulator.Fleet.Devices);
    }

    [Fact]
    public async Task Devices_MoreThanThereMayBe_IsRefused()
    {
        await using var service = await AckingService.StartAsync();
        service.HandshakeStatus = 503;
        await using var simulator = await Simulator.StartAsync(service, devices: 0);
        // They are queued; none of them has to connect.
        for (var devices = 0; devices < ControlEndpoints.MostDevices; devices += ControlEndpoints.MostAtOnce)
        {
            simulator.Fleet.TryAdd(ControlEndpoints.MostAtOnce, ControlEndpoints.MostDevices);
        }

        using var answer = await simulator.Client.PostAsync("/devices?count=1", null);

        await IsProblemAsync(answer, HttpStatusCode.Conflict, "no-more-devices");
    }

    [Theory]
    [InlineData("Origin", "https://example.org", "cross-site")]
    [InlineData("Origin", "null", "cross-site")]
    [InlineData("Origin", "http://localhost:1234", "cross-site")]
    [InlineData("Host", "rebound.example.org", "unknown-host")]
    [InlineData("Host", "127.0.0.1.example.org:80", "unknown-host")]
    [InlineData("Host", "192.168.1.1", "unknown-host")]
    public async Task Call_OfAWebPage_IsRefused(string header, string value, string code)
    {
        await using var service = await AckingService.StartAsync();
        await using var simulator = await Simulator.StartAsync(service, devices: 0);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/devices?count=3");
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await simulator.Client.SendAsync(request);

        await IsProblemAsync(answer, HttpStatusCode.Forbidden, code);
        Assert.Equal(0, simulator.Fleet.Devices);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:1234")]
    [InlineData("127.0.0.1:80")]
    [InlineData("[::1]:80")]
    public async Task Call_ByALoopbackName_IsTaken(string host)
    {
        await using var service = await AckingService.StartAsync();
        await using var simulator = await Simulator.StartAsync(service, devices: 0);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Host = host;

        Assert.Equal(HttpStatusCode.OK, (await simulator.Client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("nonsense")]
    public async Task Address_ThatIsNotThisMachines_EndsTheProgram(string url)
    {
        await using var service = await AckingService.StartAsync();

        Assert.Equal(1, await SettingsProgram.RunAsync("device-simulator", () => SimulationRun.RunAsync(Simulator.Build(service, devices: 1, url))).WaitAsync(Patience));

        Assert.Equal(0, service.Handshakes);
    }

    private static async Task IsProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"urn:mosaic:problem:{code}", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString());
    }

    /// <summary>A run that is served, as its program makes it.</summary>
    private sealed class Simulator(WebApplication app, Task<int> running) : IAsyncDisposable
    {
        public HttpClient Client { get; } = new() { BaseAddress = new Uri(app.Urls.Single()) };

        public Fleet Fleet { get; } = app.Services.GetRequiredService<Fleet>();

        public static WebApplication Build(AckingService service, int devices, string url = "http://127.0.0.1:0") =>
            (WebApplication)SimulationRun.Build(
                WebApplication.CreateBuilder([$"--urls={url}", "--Logging:LogLevel:Default=None"]).AddServiceDefaults(),
                new SimulatorOptions { Endpoint = service.Endpoint, HiveBackend = service.Address, Devices = devices, Rate = new SendRate(50) });

        public static async Task<Simulator> StartAsync(AckingService service, int devices)
        {
            var app = Build(service, devices);
            var started = new TaskCompletionSource();
            app.Lifetime.ApplicationStarted.Register(started.SetResult);
            var running = SimulationRun.RunAsync(app);
            await started.Task.WaitAsync(Patience);
            return new Simulator(app, running);
        }

        public async Task<string> HealthAsync(HttpStatusCode expected)
        {
            using var answer = await Client.GetAsync("/health");
            Assert.Equal(expected, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync();
        }

        public async Task<int> StopAsync()
        {
            if (!running.IsCompleted)
            {
                app.Lifetime.StopApplication();
            }

            return await running.WaitAsync(Patience);
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            Client.Dispose();
        }
    }
}
