using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Mosaic.Dashboard;
using Mosaic.Dashboard.Otlp.Listening;
using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Tests.Dashboard.Otlp;

/// <summary>The dashboard on free ports of this machine, with real sockets.</summary>
internal sealed class RunningDashboard : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningDashboard(WebApplication app) => _app = app;

    internal TelemetryStore Store => _app.Services.GetRequiredService<TelemetryStore>();

    internal Uri Pages => Address(ListenerKind.Pages);

    internal Uri Grpc => Address(ListenerKind.OtlpGrpc);

    internal Uri Http => Address(ListenerKind.OtlpHttp);

    /// <param name="settings">Configuration keys and values, <c>Dashboard:Otlp:PrimaryApiKey=…</c>.</param>
    internal static async Task<RunningDashboard> StartAsync(params string[] settings)
    {
        var app = DashboardApp.Build(
        [
            "--applicationName=Mosaic.Dashboard",
            "--urls=http://127.0.0.1:0",
            "--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://127.0.0.1:0",
            "--ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL=http://127.0.0.1:0",
            .. settings.Select(setting => $"--{setting}"),
        ]);
        await app.StartAsync();
        return new RunningDashboard(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Uri Address(ListenerKind kind) => _app.Services.GetRequiredService<ListenerAddresses>().Of(kind);
}
