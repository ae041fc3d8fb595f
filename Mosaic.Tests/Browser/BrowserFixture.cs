using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Mosaic.Tests.AppHost;

namespace Mosaic.Tests.Browser;

/// <summary>The whole of Mosaic with its dashboard, a few simulated devices, and a browser.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    /// <summary>How long a page may take to show something, on a busy machine.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private DistributedApplication? _app;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The Hive Backend stub: the console.</summary>
    internal Uri Console { get; private set; } = null!;

    /// <summary>The dashboard.</summary>
    internal Uri Dashboard { get; private set; } = null!;

    internal Uri WebSocket { get; private set; } = null!;

    /// <summary>The address that logs in to the dashboard.</summary>
    internal Uri DashboardLogin => new(Dashboard, $"/login?t={_app!.Services.GetRequiredService<IConfiguration>()["AppHost:BrowserToken"]}");

    public async Task InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(8)); // Long enough to install the packages first.
        var chromium = Chromium.FindAsync(timeout.Token);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Mosaic_AppHost>(
            ["--Replicas=2"], (options, _) => options.DisableDashboard = false, timeout.Token);
        BrokerApplication.RemoveVolumes(builder);

        // Short enough to see a message given up.
        builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(resource => resource.Name == "device-service"))
            .WithEnvironment("Delivery__RetryLimit", "00:00:05");
        _app = await builder.BuildAsync(timeout.Token);
        await _app.StartAsync(timeout.Token);
        foreach (var resource in (string[])["hive-backend", "device-service", "websocket-service", "device-simulator"])
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(resource, timeout.Token);
        }

        Console = _app.GetEndpoint("hive-backend");
        WebSocket = new UriBuilder(_app.GetEndpoint("websocket-service")) { Scheme = "ws", Path = "/ws" }.Uri;
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

    /// <summary>Registers a device at the backend.</summary>
    internal async Task<(Guid Device, string Token)> RegisterAsync()
    {
        using var client = new HttpClient { BaseAddress = Console };
        using var answer = await client.PostAsJsonAsync("/devices", new { });
        var registration = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (registration.GetProperty("device").GetGuid(), registration.GetProperty("token").GetString()!);
    }

    /// <summary>The trace id of the last message of a type that has arrived at the backend; waits for one.</summary>
    internal async Task<string> LastTraceAsync(string type)
    {
        using var client = new HttpClient { BaseAddress = Console };
        JsonElement[] messages = [];
        await Eventually.True(async () =>
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/messages?type={type}&limit=10000");
            messages = [.. page.GetProperty("messages").EnumerateArray()];
            return messages.Length > 0;
        }, Patience);
        return messages[^1].GetProperty("event").GetProperty("traceparent").GetString()!.Split('-')[1];
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
        return new Visitor(context, Console);
    }
}
