using Mosaic.DeviceSimulator.Options;
using Mosaic.DeviceSimulator.Simulation;
using Mosaic.ServiceDefaults.Settings;

return await SettingsProgram.RunAsync("device-simulator", () =>
{
    // The command line is the simulator's own; the host takes its configuration from the environment.
    var builder = SimulationRun.CreateBuilder();
    var command = new SimulatorCommand(builder.Configuration, options => SimulationRun.RunAsync(SimulationRun.Build(builder, options)));
    var parsed = command.Root.Parse(args);
    SettingsRefusal.ThrowIfAny(parsed.Errors.Select(error => error.Message));

    // The host ends the run on SIGTERM and Ctrl-C, and gives it the time to say its last line.
    return parsed.InvokeAsync(new() { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
});
