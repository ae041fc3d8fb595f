using Microsoft.Extensions.Options;

namespace Mosaic.HiveConsole.Pages;

internal static class PagesExtensions
{
    internal static void MapPages(this WebApplication app)
    {
        app.MapPage("/", "fleet/fleet", "Fleet");
        app.MapPage("/console/device", "device/device", "Device");
        app.MapPage("/console/register", "register/register", "Register a device");
        app.MapPage("/console/browser-device", "browserdevice/browser-device", "Browser device", connects: true);
        app.MapPage("/console/dead-letters", "deadletters/dead-letters", "Dead letters");
        app.MapPage("/console/faults", "faults/faults", "Faults");

        var assets = PageResources.Names.Where(name => !name.EndsWith(".html", StringComparison.Ordinal)).ToDictionary(
            name => name,
            name => new PageAnswer(PageResources.Read(name), ContentType(name)));
        app.MapGet("/console/assets/{**name}", (HttpContext context, string name) =>
            assets.TryGetValue(name, out var asset) ? asset.Answer(context) : TypedResults.NotFound());
    }

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css",
        ".svg" => "image/svg+xml",
        _ => "text/javascript",
    };

    private static void MapPage(this WebApplication app, string path, string name, string title, bool connects = false)
    {
        var content = PageResources.Fill(path, name, title);

        // On the first call, when the options have been validated with a clear message.
        var page = new Lazy<PageAnswer>(() => new PageAnswer(content, "text/html",
            connects ? app.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value.DeviceEndpoint() : null));
        app.MapGet(path, (HttpContext context) => page.Value.Answer(context));
    }
}
