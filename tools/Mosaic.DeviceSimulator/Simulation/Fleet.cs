using Microsoft.Extensions.Logging;
using Mosaic.DeviceSimulator.Misbehaviour;
using Mosaic.DeviceSimulator.Options;
using Mosaic.DeviceSimulator.Registration;
using Mosaic.DeviceSimulator.Reporting;

namespace Mosaic.DeviceSimulator.Simulation;

/// <summary>All devices of a run: starts them at the connect rate and waits for them.</summary>
internal sealed class Fleet(
    SimulatorOptions options, HiveBackendClient hive, Counters counters, TimeProvider time, ILogger<Fleet> logger)
{
    private readonly DeviceClients _clients = new(options.Endpoint, counters, logger);
    private readonly Random _random = new(options.Seed);
    private readonly string _run = time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", null);

    public async Task RunAsync(CancellationToken ending)
    {
        // Those without an end of their own end with the others.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ending);
        var counted = new List<Task>();
        var endless = new List<Task>();
        var started = time.GetTimestamp();
        foreach (var (index, role) in Roles.Of(options).Index())
        {
            var due = TimeSpan.FromSeconds(index / options.ConnectRate) - time.GetElapsedTime(started);
            if (due > TimeSpan.Zero)
                await Task.Delay(due, time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ending.IsCancellationRequested)
                break;
            var device = Create(index, role);
            (role is Role.WellBehaved or Role.Silent ? counted : endless).Add(Task.Run(() => RunAsync(device, over), CancellationToken.None));
        }

        await Task.WhenAll(counted);
        if (options.Count is null)
            await Task.WhenAll(endless);
        await over.CancelAsync();
        await Task.WhenAll(endless);
    }

    private static async Task RunAsync(ISimulatedDevice device, CancellationTokenSource over)
    {
        try
        {
            await device.RunAsync(over.Token);
        }
        catch
        {
            // A fault of one ends the run, which then fails with it.
            await over.CancelAsync();
            throw;
        }
    }

    private ISimulatedDevice Create(int index, Role role)
    {
        var tokens = new TokenSource(hive, DeviceIdentity.Of(options.Seed, index));
        return role switch
        {
            Role.HalfOpen => new HalfOpenDevice(options.Endpoint, tokens, time),
            Role.SlowReader => new SlowReaderDevice(options.Endpoint, tokens, time),
            Role.BadToken => new BadTokenDevice(_clients.CreateForged(tokens), time),
            Role.Duplicate => new DuplicateDevice(() => _clients.Create(tokens), time),
            _ => new WellBehavedDevice(
                _clients.Create(tokens, silent: role == Role.Silent),
                new EventFactory(tokens.Device, _run, options.Size),
                options,
                counters,
                _random.NextDouble(),
                time),
        };
    }
}
