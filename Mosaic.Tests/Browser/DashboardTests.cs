using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Mosaic.Tests.Browser;

/// <summary>What a developer does in the dashboard.</summary>
[Collection(BrowserCollection.Name)]
public class DashboardTests(BrowserFixture system)
{
    [Fact]
    public async Task Dashboard_WithoutTheToken_ShowsOnlyTheLogin()
    {
        await using var visitor = await system.VisitAsync();

        var page = await visitor.OpenAsync(new(system.Dashboard, "/traces"));

        await Expect(page).ToHaveURLAsync(new Regex("/login"));
        await Expect(page.GetByRole(AriaRole.Navigation)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Resources_OfARunningSystem_AreHealthyWithTheirEndpoints()
    {
        await using var visitor = await system.VisitAsync();

        var page = await visitor.OpenAsync(system.DashboardLogin);

        foreach (var name in (string[])["messaging", "hive-backend", "device-service", "websocket-service"])
        {
            await Expect(Row(page, name)).ToContainTextAsync("Healthy");
        }

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = system.Console.AbsoluteUri.TrimEnd('/') })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Resource_StoppedAndStartedOnThePage_StopsAndIsHealthyAgain()
    {
        await using var visitor = await system.VisitAsync();
        var page = await visitor.OpenAsync(system.DashboardLogin);
        var row = Row(page, "device-service");
        await Expect(row).ToContainTextAsync("Healthy");

        await row.GetByRole(AriaRole.Button, new() { Name = "Stop device-service", Exact = true }).ClickAsync();
        await Expect(row).ToContainTextAsync(new Regex("Exited|Finished"));

        await row.GetByRole(AriaRole.Button, new() { Name = "Start device-service", Exact = true }).ClickAsync();
        await Expect(row).ToContainTextAsync("Healthy");
    }

    [Fact]
    public async Task Graph_OfReferences_OpensAResourceByKeyboard()
    {
        await using var visitor = await system.VisitAsync();
        await visitor.OpenAsync(system.DashboardLogin);
        var page = await visitor.OpenAsync(new(system.Dashboard, "/?view=Graph"));

        var node = page.GetByRole(AriaRole.Group, new() { Name = "Graph of references" }).GetByRole(AriaRole.Button, new() { NameRegex = new("^device-service,") });
        await Expect(node).ToContainTextAsync("Healthy");
        await node.FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        var details = page.GetByRole(AriaRole.Complementary).Filter(new() { HasText = "ConnectionStrings__messaging" });
        await Expect(details).ToBeVisibleAsync();
        await Expect(details).Not.ToContainTextAsync("amqp://");
    }

    [Fact]
    public async Task Message_FromTheConsolesTile_IsOneTraceThroughAllServices()
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

        var spans = trace.GetByRole(AriaRole.Treegrid);
        foreach (var service in (string[])["device-simulator", "websocket-service", "device-service", "hive-backend"])
        {
            await Expect(spans.GetByRole(AriaRole.Row).Filter(new() { HasText = service }).First).ToBeVisibleAsync();
        }

        await Expect(spans.Locator("[aria-level='1']")).ToHaveCountAsync(1);
        await spans.GetByRole(AriaRole.Row).Filter(new() { HasText = "device-service" }).First.ClickAsync();
        await Expect(trace.GetByRole(AriaRole.Complementary)).ToContainTextAsync("messaging.");
    }

    [Fact]
    public async Task Metric_OfAResource_IsPlottedAndReadAsATable()
    {
        await using var visitor = await system.VisitAsync();
        await visitor.OpenAsync(system.DashboardLogin);
        var page = await visitor.OpenAsync(new(system.Dashboard, "/metrics/resource/websocket-service"));

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Instruments" }).GetByRole(AriaRole.Link, new() { Name = "mosaic.device.connections", Exact = true }).ClickAsync();
        var instrument = page.GetByRole(AriaRole.Region, new() { Name = "mosaic.device.connections", Exact = true });
        await Expect(instrument.Locator("canvas").First).ToBeVisibleAsync();

        await instrument.GetByRole(AriaRole.Button, new() { Name = "Table" }).ClickAsync();
        await Expect(instrument.GetByRole(AriaRole.Cell).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task StructuredLogs_FilteredByText_ShowWhatMatches()
    {
        await using var visitor = await system.VisitAsync();
        await visitor.OpenAsync(system.DashboardLogin);
        var page = await visitor.OpenAsync(new(system.Dashboard, "/structuredlogs"));
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Log entries" });
        await Expect(table.GetByRole(AriaRole.Button).First).ToBeVisibleAsync();

        await page.GetByLabel("Text").FillAsync("Application started");

        await Expect(page).ToHaveURLAsync(new Regex("Application"));
        await Expect(table.GetByRole(AriaRole.Button).First).ToContainTextAsync("Application started");
    }

    [Fact]
    public async Task ConsoleLogs_OfAResource_ShowWhatItWrites()
    {
        await using var visitor = await system.VisitAsync();
        await visitor.OpenAsync(system.DashboardLogin);

        var page = await visitor.OpenAsync(new(system.Dashboard, "/consolelogs/resource/messaging"));
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Filter" }).FillAsync("Server startup complete");

        await Expect(page.GetByText("Server startup complete").First).ToBeVisibleAsync();
    }

    private static ILocator Row(IPage page, string resource) =>
        page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Button, new() { Name = $"Stop {resource}", Exact = true }) });
}
