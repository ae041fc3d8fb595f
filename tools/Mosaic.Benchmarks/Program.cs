using Mosaic.Benchmarks.Peers;
using Mosaic.Benchmarks.Running;

if (args is [BareWebSocket.Command, var port]) return await BareWebSocket.RunAsync(port);

var command = new BenchmarkCommand(BenchmarkRun.RunAsync);
return await command.Root.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
