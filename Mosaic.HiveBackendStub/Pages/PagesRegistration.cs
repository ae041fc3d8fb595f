namespace Mosaic.HiveBackendStub.Pages;

internal static class PagesRegistration
{
    internal static void MapPages(this WebApplication app)
    {
        app.MapFile("/", "index.html", "text/html; charset=utf-8");
        app.MapFile("/page.css", "page.css", "text/css; charset=utf-8");
        app.MapFile("/page.js", "page.js", "text/javascript; charset=utf-8");
    }

    private static void MapFile(this WebApplication app, string path, string name, string contentType)
    {
        var file = new PageFile(name, contentType);
        app.MapGet(path, (HttpContext context) => file.Answer(context));
    }
}
