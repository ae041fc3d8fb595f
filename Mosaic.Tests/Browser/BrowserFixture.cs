using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Playwright;

namespace Mosaic.Tests.Browser;

/// <summary>The whole of Mosaic with its dashboard, a few simulated devices, and a browser.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    /// <summary>How long a page may take to show something, on a busy machine.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Token = "browser-tests";

    private DistributedApplication? _app;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The Hive Backend stub: the console.</summary>
    internal Uri Console { get; private set; } = null!;

    /// <summary>The dashboard.</summary>
    internal Uri Dashboard { get; private set; } = null!;

    /// <summary>The address that logs in to the dashboard.</summary>
    internal Uri DashboardLogin => new(Dashboard, $"/login?t={Token}");

    public async Task InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(8)); // Long enough to install the packages first.
        var chromium = Chromium.FindAsync(timeout.Token);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Mosaic_AppHost>(
            ["--Replicas=2", $"--AppHost:BrowserToken={Token}"], (options, _) => options.DisableDashboard = false, timeout.Token);
        // A RabbitMQ without a volume starts empty, and leaves nothing.
        foreach (var broker in builder.Resources.OfType<RabbitMQServerResource>())
            foreach (var volume in broker.Annotations.OfType<ContainerMountAnnotation>().ToList())
                broker.Annotations.Remove(volume);

        // Short enough to see a message given up.
        builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(resource => resource.Name == "device-service"))
            .WithEnvironment("Delivery__RetryLimit", "00:00:05");
        _app = await builder.BuildAsync(timeout.Token);
        await _app.StartAsync(timeout.Token);
        foreach (var resource in (string[])["hive-backend", "device-service", "websocket-service"])
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(resource, timeout.Token);
        }

        Console = _app.GetEndpoint("hive-backend");
        Dashboard = _app.GetEndpoint("aspire-dashboard", "http");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = await chromium, Args = Chromium.Arguments });
        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    /// <summary>A new visitor.</summary>
    /// <param name="scheme">Light or dark.</param>
    internal async Task<Visitor> VisitAsync(ColorScheme scheme = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            ColorScheme = scheme,
            ViewportSize = new() { Width = 1400, Height = 900 },
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        return new Visitor(context);
    }
}
