using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Mosaic.LocalHosting.Dashboard;

namespace Mosaic.Tests.LocalHosting;

public sealed class DashboardTests
{
    [Fact]
    public async Task Dashboard_OfAnAppHost_IsWhereConfigurationSaysAndLetsInWithTheToken()
    {
        var builder = DashboardApplication.CreateBuilder("--AppHost:BrowserToken=open-sesame");
        await using var app = await builder.StartedAsync();
        await app.HealthyAsync(DashboardApplication.Name);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(builder.Configuration["ASPNETCORE_URLS"]!) };
        browser.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));

        Assert.Equal(app.GetEndpoint(DashboardApplication.Name, "http"), browser.BaseAddress);
        Assert.StartsWith("/login", (await browser.GetAsync("/traces")).Headers.Location?.OriginalString, StringComparison.Ordinal);
        using var login = await browser.GetAsync("/login?t=open-sesame&returnUrl=/traces");
        Assert.Equal("/traces", login.Headers.Location?.OriginalString);
        Assert.True(login.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Dashboard_Killed_ComesBackAndTheRestDoesNotNotice()
    {
        var builder = DashboardApplication.CreateBuilder();
        builder.AddEcho();
        await using var app = await builder.StartedAsync();
        var echo = (await app.HealthyAsync("echo")).Pid();
        var before = (await app.HealthyAsync(DashboardApplication.Name)).Pid();

        using (var process = System.Diagnostics.Process.GetProcessById(before))
            process.Kill();

        await app.WhenAsync(DashboardApplication.Name, e => e.Snapshot.State?.Text == "Restarting");
        var after = (await app.HealthyAsync(DashboardApplication.Name)).Pid();
        Assert.NotEqual(before, after);
        Assert.Equal(echo, app.Pid("echo"));
        await app.StopAsync();
        Assert.False(TestApplication.IsAlive(after));
    }

    [Fact]
    public async Task Dashboard_ThatCannotStart_LeavesTheRestAlone()
    {
        var builder = DashboardApplication.CreateBuilder();
        builder.AddEcho();
        builder.Services.AddSingleton(DashboardSettings.Create("/no/such/dashboard.dll", builder.Configuration));
        await using var app = await builder.StartedAsync();

        var failed = await app.WhenAsync(DashboardApplication.Name, e => e.Snapshot.State?.Text == KnownResourceStates.FailedToStart);

        Assert.Contains("/no/such/dashboard.dll", failed.Snapshot.FailureReason, StringComparison.Ordinal);
        await app.HealthyAsync("echo");
    }

    [Fact]
    public async Task Dashboard_WhosePortIsTaken_EndsTheStart()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var app = DashboardApplication.CreateBuilder("--DcpPublisher:RandomizePorts=false", $"--ASPNETCORE_URLS=http://localhost:{port}").Build();

        var thrown = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync());

        Assert.Contains($"Port {port} is taken", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(DashboardApplication.Name, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_WithADashboard_IsToldToSendItsTelemetryThere()
    {
        var builder = DashboardApplication.CreateBuilder("--environment=Development", "--AppHost:OtlpApiKey=otlp-key");
        builder.AddEcho();
        var (app, _) = await builder.StartedWithoutPagesAsync();
        await using var owned = app;
        await app.HealthyAsync("echo");
        using var client = app.CreateHttpClient("echo");

        Assert.Equal(app.GetEndpoint(DashboardApplication.Name, "otlp-grpc").ToString().TrimEnd('/'), await ValueAsync("OTEL_EXPORTER_OTLP_ENDPOINT"));
        Assert.Equal("grpc", await ValueAsync("OTEL_EXPORTER_OTLP_PROTOCOL"));
        Assert.Equal("x-otlp-api-key=otlp-key", await ValueAsync("OTEL_EXPORTER_OTLP_HEADERS"));

        Task<string> ValueAsync(string name) => client.GetStringAsync(new Uri($"/environment/{name}", UriKind.Relative));
    }

    [Fact]
    public async Task TestingBuilder_Unasked_HasNoDashboard()
    {
        await using var without = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Mosaic_AppHost>();
        await without.BuildAsync();
        await using var with = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Mosaic_AppHost>([], (options, _) => options.DisableDashboard = false);
        await with.BuildAsync();

        Assert.DoesNotContain(without.Resources, r => r.Name == DashboardApplication.Name);
        Assert.Contains(with.Resources, r => r.Name == DashboardApplication.Name);
        Assert.NotEqual("http://localhost:18888", with.Configuration["ASPNETCORE_URLS"]);
    }
}
