using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mosaic.DeviceSimulator.Options;
using Mosaic.DeviceSimulator.Registration;
using Mosaic.DeviceSimulator.Reporting;

namespace Mosaic.DeviceSimulator.Simulation;

/// <summary>A run from its options to its exit code.</summary>
internal static class SimulationRun
{
    /// <returns>0 when everything that was to be sent is acked, or nothing was counted; else 1.</returns>
    public static async Task<int> RunAsync(HostApplicationBuilder builder, SimulatorOptions options)
    {
        builder.AddServiceDefaults();
        builder.Services.AddHttpClient("hive", http => http.BaseAddress = options.HiveBackend);
        using var host = builder.Build();
        await host.StartAsync();
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var counters = new Counters();
        _ = new SimulatorMetrics(host.Services.GetRequiredService<IMeterFactory>(), counters);
        using var hive = new HiveBackendClient(host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("hive"));
        var fleet = new Fleet(options, hive, counters, TimeProvider.System, host.Services.GetRequiredService<ILogger<Fleet>>());
        var reporter = new Reporter(counters, options.Devices, Console.Out, !Console.IsOutputRedirected, TimeProvider.System);

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
        if (options.Duration is { } duration)
            ending.CancelAfter(duration);
        using var reported = new CancellationTokenSource();
        var reporting = reporter.RunAsync(reported.Token);
        await fleet.RunAsync(ending.Token);
        await reported.CancelAsync();
        await reporting;
        reporter.WriteLast();
        await host.StopAsync();
        return ExitCode(options, counters);
    }

    internal static int ExitCode(SimulatorOptions options, Counters counters)
    {
        if (counters.Nacked > 0 || counters.Unknown > 0)
            return 1;
        var senders = Roles.Of(options).Count(role => role is Role.WellBehaved or Role.Silent);
        return options.Count is { } count && !options.Rate.IsIdle && counters.Acked < count * senders ? 1 : 0;
    }
}
