using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Mosaic.DeviceSimulator.Control;
using Mosaic.DeviceSimulator.Options;
using Mosaic.DeviceSimulator.Registration;
using Mosaic.DeviceSimulator.Reporting;

namespace Mosaic.DeviceSimulator.Simulation;

/// <summary>A run from its options to its exit code.</summary>
internal static class SimulationRun
{
    /// <summary>The builder of a run's host: one that also serves <see cref="ControlEndpoints"/> where an address to listen on is given.</summary>
    public static IHostApplicationBuilder CreateBuilder()
    {
        IHostApplicationBuilder builder = Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is { Length: > 0 } ? WebApplication.CreateBuilder() : Host.CreateApplicationBuilder();
        return builder.AddServiceDefaults();
    }

    /// <summary>The host of a run, not started yet.</summary>
    public static IHost Build(IHostApplicationBuilder builder, SimulatorOptions options)
    {
        builder.Services.AddHttpClient("hive", http => http.BaseAddress = options.HiveBackend);
        builder.Services.AddSingleton(options).AddSingleton(TimeProvider.System)
            .AddSingleton<Counters>().AddSingleton<SimulatorMetrics>().AddSingleton<Refusals>().AddSingleton<Fleet>()
            .AddSingleton(services => new HiveBackendClient(
                services.GetRequiredService<IHttpClientFactory>().CreateClient("hive"), services.GetRequiredService<Refusals>()));
        return builder switch
        {
            HostApplicationBuilder plain => plain.Build(),
            WebApplicationBuilder web => BuildControlled(web),
            _ => throw new UnreachableException(),
        };
    }

    /// <returns>
    /// 0 when everything that was to be sent is acked, or nothing was counted; else 1, also when the service lets no device in.
    /// </returns>
    public static async Task<int> RunAsync(IHost host)
    {
        using var _ = host;
        await host.StartAsync();
        var services = host.Services;
        var options = services.GetRequiredService<SimulatorOptions>();
        var counters = services.GetRequiredService<Counters>();
        services.GetRequiredService<SimulatorMetrics>();
        var fleet = services.GetRequiredService<Fleet>();
        var reporter = new Reporter(counters, () => fleet.Devices, Console.Out, !Console.IsOutputRedirected, TimeProvider.System);

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        if (options.Duration is { } duration)
        {
            ending.CancelAfter(duration);
        }

        using var reported = new CancellationTokenSource();
        var reporting = reporter.RunAsync(reported.Token);
        await fleet.RunAsync(open: host is WebApplication && options.Count is null, ending.Token);
        await reported.CancelAsync();
        await reporting;
        reporter.WriteLast();
        await host.StopAsync();
        return ExitCode(options, counters, fleet);
    }

    internal static int ExitCode(SimulatorOptions options, Counters counters, Fleet fleet)
    {
        if (counters.Nacked > 0 || counters.Unknown > 0 || fleet.IsRefused)
        {
            return 1;
        }

        return options.Count is { } count && !options.Rate.IsIdle && counters.Acked < count * fleet.Senders ? 1 : 0;
    }

    private static WebApplication BuildControlled(WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(OnlyLoopback));
        var app = builder.Build();
        app.MapControl();
        return app;
    }

    private static void OnlyLoopback(ListenOptions listen)
    {
        if (listen.IPEndPoint is { } endpoint && !IPAddress.IsLoopback(endpoint.Address))
        {
            throw new OptionsValidationException("urls", typeof(ListenOptions), [$"ASPNETCORE_URLS would have the simulator listen on {endpoint}: it serves this machine alone."]);
        }
    }
}
