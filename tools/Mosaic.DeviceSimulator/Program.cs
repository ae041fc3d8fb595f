using Mosaic.DeviceSimulator.Options;
using Mosaic.DeviceSimulator.Simulation;

// The command line is the simulator's own; the host takes its configuration from the environment.
var builder = SimulationRun.CreateBuilder();
var command = new SimulatorCommand(builder.Configuration, options => SimulationRun.RunAsync(SimulationRun.Build(builder, options)));
// The host ends the run on SIGTERM and Ctrl-C, and gives it the time to say its last line.
return await command.Root.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });
