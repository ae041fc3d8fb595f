using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Mosaic.Tests.Browser;

/// <summary>
/// Takes the pictures of docs/images. Each page has to show what its picture is for, light and dark. They are written beside the tests'
/// program, and over those of the docs where the environment variable MOSAIC_SCREENSHOTS is <c>docs</c>.
/// </summary>
[Collection(BrowserCollection.Name)]
public class ScreenshotTests(BrowserFixture system)
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("MOSAIC_SCREENSHOTS") == "docs"
        ? Path.Combine(ThisFolder(), "..", "..", "docs", "images")
        : Path.Combine(AppContext.BaseDirectory, "screenshots");

    [Theory]
    [InlineData("resources", "/", "tbody tr")]
    [InlineData("graph", "/?view=Graph", "svg .node")]
    [InlineData("console-logs", "/consolelogs/resource/messaging", "[role=log] .line-text")]
    [InlineData("structured-logs", "/structuredlogs", "table.logs tbody td")]
    [InlineData("traces", "/traces?text=send%20event", "table.traces tbody td")]
    [InlineData("metrics", "/metrics/resource/device-service", "canvas", "mosaic.delivery.duration")]
    [InlineData("trace", "/traces?text=send%20event", "[role=treegrid] tbody [role=row]", "device-simulator")]
    public async Task Dashboard_Page_HasItsPicture(string name, string path, string shows, string? link = null)
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using var visitor = await system.VisitAsync(scheme);
            await visitor.OpenAsync(system.DashboardLogin);
            var page = await visitor.OpenAsync(new(system.Dashboard, path));
            if (link is not null)
            {
                await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link).Filter(new() { HasText = link }).First.ClickAsync();
            }

            await Expect(page.Locator(shows).First).ToBeVisibleAsync();
            await TakeAsync(page, $"dashboard-{name}", scheme);
        }
    }

    [Theory]
    [InlineData("fleet", "/", "#rows a")]
    [InlineData("register", "/console/register", "button.primary")]
    [InlineData("browser-device", "/console/browser-device", "#connect")]
    [InlineData("dead-letters", "/console/dead-letters", "#letters-title")]
    [InlineData("faults", "/console/faults", "#plan")]
    [InlineData("device", "/", "#messages > li:nth-child(4)", "-")]
    public async Task Console_Page_HasItsPicture(string name, string path, string shows, string? link = null)
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using var visitor = await system.VisitAsync(scheme);
            var page = await visitor.OpenAsync(new(system.Console, path));
            if (link is not null)
            {
                await page.Locator("#rows").GetByRole(AriaRole.Link).Filter(new() { HasText = link }).First.ClickAsync();
            }

            await Expect(page.Locator(shows).First).ToBeVisibleAsync();
            await TakeAsync(page, $"console-{name}", scheme);
        }
    }

    private static async Task TakeAsync(IPage page, string name, ColorScheme scheme)
    {
        var picture = await page.ScreenshotAsync(
            new() { Path = Path.Combine(Folder, $"{name}{(scheme == ColorScheme.Dark ? "-dark" : "")}.png"), Animations = ScreenshotAnimations.Disabled });
        Assert.NotEmpty(picture);
    }

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
