using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Playwright;
using Mosaic.DeviceSimulator.Options;
using Mosaic.DeviceSimulator.Registration;
using Mosaic.DeviceSimulator.Simulation;
using static Microsoft.Playwright.Assertions;

namespace Mosaic.Tests.Browser;

/// <summary>The console's half of the pictures: pages in use. See <see cref="ScreenshotTests"/>.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ConsoleScreenshotTests(BrowserFixture system) : IDisposable
{
    private readonly HttpClient _hive = new() { BaseAddress = system.Console };

    public void Dispose() => _hive.Dispose();

    [Fact]
    public async Task Fleet_WithDevicesInEveryState_HasItsPicture()
    {
        const int Seed = 9;
        var settings = await _hive.GetFromJsonAsync<JsonElement>("/console/api/settings");
        using var simulator = SimulationRun.Build(Host.CreateApplicationBuilder(["--Logging:LogLevel:Default=None"]), new()
        {
            Endpoint = new Uri(settings.GetProperty("websocket").GetString()!),
            HiveBackend = system.Console,
            Devices = 160,
            Rate = new SendRate(0.2),
            Seed = Seed,
            Silent = new Share(3, IsPercent: false),
        });
        var running = SimulationRun.RunAsync(simulator);
        await using var visitor = await system.VisitAsync();

        // In trouble: it has answered its last request with 503. Away: registered only.
        var troubled = await BrowserDevice.ConnectAsync(visitor, system.Console);
        var failed = _hive.PostAsJsonAsync($"/devices/{troubled.Id}/requests", new { type = "org.example.reboot" });
        await troubled.AnswerAsync("org.example.reboot", "", status: 503);
        (await failed).EnsureSuccessStatusCode();
        for (var device = 0; device < 4; device++)
        {
            using var registered = await _hive.PostAsJsonAsync("/devices", new { });
            registered.EnsureSuccessStatusCode();
        }

        // Awaiting: the silent devices, which are the last ones, have a request.
        using var leaving = new CancellationTokenSource();
        var page = await visitor.OpenAsync(system.Console);
        await CountsAsync(page, "connected", 160);
        var unanswered = Enumerable.Range(157, 3).Select(index => _hive.PostAsJsonAsync(
            $"/devices/{DeviceIdentity.Of(Seed, index)}/requests", new { type = "org.example.open", timeout = 120 }, leaving.Token)).ToArray();
        await CountsAsync(page, "awaiting", 3);
        await CountsAsync(page, "trouble", 1);
        await CountsAsync(page, "away", 4);
        await page.Locator("#only").SelectOptionAsync("Connected");
        foreach (var type in (string[])["position", "temperature", "battery"])
        {
            await Expect(page.Locator("#rows")).ToContainTextAsync($"org.example.{type}");
        }

        await Expect(page.Locator("#rows")).Not.ToContainTextAsync("No message yet");
        await TakeAsync(page, "fleet");
        await leaving.CancelAsync();
        foreach (var request in unanswered)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }

        await simulator.StopAsync();
        Assert.Equal(0, await running.WaitAsync(BrowserFixture.Patience));
    }

    [Fact]
    public async Task Device_WithAHistory_HasItsPicture()
    {
        await using var visitor = await system.VisitAsync();
        var device = await BrowserDevice.ConnectAsync(visitor, system.Console);
        var page = await visitor.OpenAsync(new(system.Console, $"/console/device?id={device.Id}"));
        await device.SendAsync("org.example.temperature", """{"celsius":-18.2,"humidity":61}""");
        await device.SendAsync("org.example.door", """{"open":true,"openings":17}""");
        await device.DisconnectAsync();
        await Expect(page.Locator("#history")).ToContainTextAsync("closed_by_device");
        await device.ConnectAsync();
        await Expect(page.GetByTestId("device-state")).ToHaveTextAsync("Connected");
        await device.SendAsync("org.example.battery", """{"level":86.5,"voltage":4.08,"charging":false}""");

        await page.GetByLabel("Type", new() { Exact = true }).FillAsync("org.example.photo");
        await page.GetByLabel("Data (JSON").FillAsync("""{"width":640}""");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the request" }).ClickAsync();
        await device.AnswerAsync("org.example.photo", """{"taken":true,"bytes":48210}""");

        await Expect(page.GetByTestId("answer")).ToContainTextAsync("Confirmed with 200");
        await Expect(page.Locator("#history tr")).ToHaveCountAsync(3);
        await Expect(page.Locator("#requests")).ToContainTextAsync("Confirmed with 200");
        await Expect(page.Locator("#messages > li")).ToHaveCountAsync(7); // Three events, three of its sessions, one request.
        await TakeAsync(page, "device", wholePage: true);
    }

    [Fact]
    public async Task BrowserDevice_WithARequestThatWaits_HasItsPicture()
    {
        await using var visitor = await system.VisitAsync();
        var device = await BrowserDevice.ConnectAsync(visitor, system.Console);
        await device.SendAsync("org.example.battery", """{"level":86.5,"voltage":4.08,"charging":false}""");
        var request = _hive.PostAsJsonAsync($"/devices/{device.Id}/requests", new { type = "org.example.photo", data = new { width = 640 }, timeout = 120 });

        await Expect(device.Request("org.example.photo")).ToContainTextAsync("\"width\": 640");
        await Expect(device.Page.Locator("#facts")).ToContainTextAsync("Session");
        await Expect(device.Page.Locator("#frames > li")).ToHaveCountAsync(6);
        await TakeAsync(device.Page, "browser-device");

        await device.AnswerAsync("org.example.photo", "");
        (await request).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task DeadLetters_OfSeveralReasons_HaveTheirPicture()
    {
        await using var visitor = await system.VisitAsync();
        var refused = await BrowserDevice.ConnectAsync(visitor, system.Console);
        var failing = await BrowserDevice.ConnectAsync(visitor, system.Console);
        var page = await visitor.OpenAsync(new(system.Console, "/console/dead-letters"));
        await LetterAsync(refused, 422, "org.example.door", """{"open":true,"openings":17}""", "Refused by the backend");
        await LetterAsync(refused, 410, "org.example.battery", """{"level":86.5,"voltage":4.08,"charging":false}""", "Refused by the backend");
        await LetterAsync(failing, 503, "org.example.temperature", """{"celsius":-18.2,"humidity":61}""", "Failed for as long as it was tried");
        using var healed = await _hive.DeleteAsync("/faults");
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Article).Filter(new() { HasText = refused.Id })).ToHaveCountAsync(2);
        await Expect(page.Locator("#fault-banner")).ToBeHiddenAsync();
        await TakeAsync(page, "dead-letters");

        async Task LetterAsync(BrowserDevice device, int status, string type, string data, string reason)
        {
            using var set = await _hive.PutAsJsonAsync("/faults", new { status, device = device.Id });
            set.EnsureSuccessStatusCode();
            await device.SendAsync(type, data);
            var letter = page.GetByRole(AriaRole.Article).Filter(new() { HasText = device.Id }).Filter(new() { HasText = type });
            await Eventually.True(
                async () =>
                {
                    await page.GetByRole(AriaRole.Button, new() { Name = "Refresh" }).ClickAsync();
                    return await letter.CountAsync() == 1;
                },
                BrowserFixture.Patience);
            await Expect(letter).ToContainTextAsync(reason);
            await Expect(letter).ToContainTextAsync($"{status}");
        }
    }

    [Fact]
    public async Task Faults_ThatHold_HaveTheirPicture()
    {
        await using var visitor = await system.VisitAsync();
        var device = await BrowserDevice.ConnectAsync(visitor, system.Console);
        var page = await visitor.OpenAsync(new(system.Console, "/console/faults"));
        await page.GetByLabel("HTTP status").FillAsync("503");
        await page.GetByLabel("Retry-After").FillAsync("1");
        await page.GetByLabel("Only of this device").FillAsync(device.Id);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set these faults" }).ClickAsync();
        await Expect(page.GetByTestId("fault-plan")).ToContainTextAsync("is answered with 503");
        await device.SendAsync("org.example.battery", """{"level":86.5}""");
        await Expect(page.Locator("#failed")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("^[1-9]"));
        await TakeAsync(page, "faults");

        await page.GetByRole(AriaRole.Button, new() { Name = "Heal the backend" }).ClickAsync();
        await Expect(page.GetByTestId("fault-plan")).ToContainTextAsync("The backend is well");
    }

    [Fact]
    public async Task Register_WithANewDevice_HasItsPicture()
    {
        await using var visitor = await system.VisitAsync();
        var page = await visitor.OpenAsync(new(system.Console, "/console/register"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Register the device" }).ClickAsync();
        await Expect(page.Locator("#snippets")).ToContainTextAsync("DeviceClient");
        await TakeAsync(page, "register", withHints: true);
    }

    private static Task CountsAsync(IPage page, string state, int least) => Eventually.True(
        async () => int.Parse(await page.GetByTestId($"count-{state}").InnerTextAsync(), System.Globalization.NumberStyles.AllowThousands, null) >= least,
        BrowserFixture.Patience);

    /// <summary>The page in light and in dark; what is on the canvas is drawn anew first.</summary>
    private static async Task TakeAsync(IPage page, string name, bool wholePage = false, bool withHints = false)
    {
        if (!withHints)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Hide the hints" }).ClickAsync();
        }

        await page.BringToFrontAsync();
        await page.Mouse.MoveAsync(0, 0);
        await page.EvaluateAsync("() => scrollTo(0, 0)");
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            await ScreenshotTests.TakeAsync(page, $"console-{name}", scheme, wholePage);
        }
    }
}
