using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Mosaic.Devices;
using static Microsoft.Playwright.Assertions;

namespace Mosaic.Tests.Browser;

/// <summary>What Aspire's dashboard shows of Mosaic, and the commands that Mosaic puts on it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class DashboardTests(BrowserFixture system)
{
    [Fact]
    public async Task Dashboard_WithoutTheToken_ShowsOnlyTheLogin()
    {
        await using var visitor = await system.VisitAsync();

        var page = await visitor.OpenAsync(new(system.Dashboard, "/traces"));

        await Expect(page).ToHaveURLAsync(new Regex("/login"));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Traces" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Resources_OfARunningSystem_RunWithoutErrorsAndHaveTheirLinks()
    {
        await using var visitor = await system.VisitAsync();

        var page = await visitor.OpenAsync(system.DashboardLogin);

        foreach (var name in (string[])["messaging", "hive-backend", "device-service", "websocket-service", "device-simulator"])
        {
            var row = Row(page, name);
            await Expect(row).ToContainTextAsync("Running");
            await Expect(row).Not.ToContainTextAsync("Unhealthy");
        }

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Hive console" })).ToHaveAttributeAsync("href", new Regex(system.Console.Authority));
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Device Service API" }).First).ToHaveAttributeAsync("href", new Regex("/scalar/$"));
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "RabbitMQ management (user mosaic)" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Message_OfASimulatedDevice_IsOneTraceThroughAllServices()
    {
        await using var visitor = await system.VisitAsync();
        await visitor.OpenAsync(system.DashboardLogin);
        var page = await visitor.OpenAsync(system.Console);
        await Expect(page.GetByTestId("count-connected")).Not.ToHaveTextAsync("0");

        await page.GetByRole(AriaRole.Img, new() { Name = "One tile a device" }).ClickAsync(new() { Position = new() { X = 10, Y = 10 } });
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Device");
        var message = page.Locator("#messages > li").Filter(new() { HasText = "From device" }).First;
        await message.Locator("summary").ClickAsync();
        var trace = await page.RunAndWaitForPopupAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Open the trace" }).First.ClickAsync());

        foreach (var service in (string[])["device-simulator", "websocket-service", "device-service", "hive-backend"])
        {
            await Expect(Row(trace, service)).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Request_ThereAndBack_IsOneTrace()
    {
        var (device, token) = await system.RegisterAsync();
        await using var client = new DeviceClient(new DeviceClientOptions { Endpoint = system.WebSocket, TokenProvider = _ => ValueTask.FromResult(token) });
        client.OnRequest((_, _) => ValueTask.FromResult(DeviceResponse.Ok));
        await client.ConnectAsync();
        var trace = $"{Guid.NewGuid():N}";
        using var http = new HttpClient { BaseAddress = system.Console };
        http.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        using var answer = await http.PostAsJsonAsync($"/devices/{device}/requests", new { type = "org.example.ask" });
        Assert.Equal("confirmed", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("outcome").GetString());
        await using var visitor = await system.VisitAsync();
        await visitor.OpenAsync(system.DashboardLogin);

        var page = await visitor.OpenAsync(new(system.Dashboard, $"/traces/detail/{trace}"));

        // There: the backend, the Device Service, the socket. Back: the socket's confirmation, taken from the replies.
        await Expect(Row(page, "hive-backend: POST /devices/{device}/requests")).ToBeVisibleAsync();
        await Expect(Row(page, "rabbitmq mosaic.hive-to-device")).ToBeVisibleAsync();
        await Expect(Row(page, ": receive device")).ToBeVisibleAsync();
        await Expect(Row(page, "rabbitmq mosaic.replies")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Commands_OnTheBackend_BreakAndHealIt()
    {
        using var http = new HttpClient { BaseAddress = system.Console };
        await using var visitor = await system.VisitAsync();
        var page = await visitor.OpenAsync(system.DashboardLogin);
        var row = Row(page, "hive-backend");

        await row.GetByRole(AriaRole.Button, new() { NameRegex = new("answered with 503") }).ClickAsync();
        await Eventually.True(async () => (await http.GetStringAsync("/faults")).Contains("503", StringComparison.Ordinal), BrowserFixture.Patience);

        await row.GetByRole(AriaRole.Button, new() { NameRegex = new("accepted again") }).ClickAsync();
        await Eventually.True(async () => !(await http.GetStringAsync("/faults")).Contains("503", StringComparison.Ordinal), BrowserFixture.Patience);
    }

    [Fact]
    public async Task Command_OnTheSimulator_ConnectsTenMoreDevices()
    {
        await using var visitor = await system.VisitAsync();
        var console = await visitor.OpenAsync(system.Console);
        var connected = console.GetByTestId("count-connected");
        await Expect(connected).Not.ToHaveTextAsync("0");
        var before = int.Parse(await connected.InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);
        var page = await visitor.OpenAsync(system.DashboardLogin);

        await Row(page, "device-simulator").GetByRole(AriaRole.Button, new() { NameRegex = new("Ten more simulated devices") }).ClickAsync();

        await Expect(connected).ToHaveTextAsync($"{before + 10}");
    }

    [Fact]
    public async Task Metric_OfTheDeviceService_IsPlotted()
    {
        await using var visitor = await system.VisitAsync();
        await visitor.OpenAsync(system.DashboardLogin);
        var page = await visitor.OpenAsync(new(system.Dashboard, "/metrics/resource/device-service"));

        await page.GetByTitle("mosaic.delivery.duration").ClickAsync();

        await Expect(page.Locator(".js-plotly-plot").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task StructuredLogs_OfARunningSystem_HaveWhatTheServicesLog()
    {
        await using var visitor = await system.VisitAsync();
        await visitor.OpenAsync(system.DashboardLogin);

        var page = await visitor.OpenAsync(new(system.Dashboard, "/structuredlogs"));
        await page.GetByRole(AriaRole.Searchbox).FillAsync("signing keys");

        await Expect(Row(page, "The issuer publishes")).ToBeVisibleAsync();
    }

    private static ILocator Row(IPage page, string text) => page.GetByRole(AriaRole.Row).Filter(new() { HasText = text }).First;
}
