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
    [InlineData("resources", "/", "hive-backend")]
    [InlineData("graph", "/?view=Graph", "websocket-service")]
    [InlineData("console-logs", "/consolelogs/resource/messaging", "[info]")]
    [InlineData("structured-logs", "/structuredlogs", "The issuer publishes")]
    [InlineData("traces", "/traces", "device-simulator: send event", null, "send event")]
    [InlineData("metrics", "/metrics/resource/device-service", "mosaic.delivery.duration", ".js-plotly-plot")]
    public async Task Dashboard_Page_HasItsPicture(string name, string path, string shows, string? andAfterAClick = null, string? search = null)
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using var visitor = await system.VisitAsync(scheme);
            await visitor.OpenAsync(system.DashboardLogin);
            var page = await visitor.OpenAsync(new(system.Dashboard, path));
            if (search is not null)
            {
                await page.GetByRole(AriaRole.Searchbox).FillAsync(search); // The oldest are shown first, and only as many as there is room for.
            }

            var shown = page.GetByText(shows).Or(page.GetByTitle(shows, new() { Exact = true })).First;
            await Expect(shown).ToBeVisibleAsync();
            if (andAfterAClick is not null)
            {
                await shown.ClickAsync();
                await Expect(page.Locator(andAfterAClick).First).ToBeVisibleAsync();
            }

            await TakeAsync(page, $"dashboard-{name}", scheme);
        }
    }

    [Fact]
    public async Task Dashboard_Trace_HasItsPicture()
    {
        var trace = await system.LastTraceAsync("org.example.position");
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using var visitor = await system.VisitAsync(scheme);
            await visitor.OpenAsync(system.DashboardLogin);
            var page = await visitor.OpenAsync(new(system.Dashboard, $"/traces/detail/{trace}"));
            foreach (var service in (string[])["device-simulator", "websocket-service", "device-service", "hive-backend"])
            {
                await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = service }).First).ToBeVisibleAsync();
            }

            await TakeAsync(page, "dashboard-trace", scheme);
        }
    }

    /// <summary>Takes the picture of a page as it is.</summary>
    internal static async Task TakeAsync(IPage page, string name, ColorScheme scheme, bool wholePage = false)
    {
        var picture = await page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Folder, $"{name}{(scheme == ColorScheme.Dark ? "-dark" : "")}.png"),
            Animations = ScreenshotAnimations.Disabled,
            FullPage = wholePage,
        });
        Assert.NotEmpty(picture);
    }

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
