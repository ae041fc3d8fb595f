using Mosaic.Benchmarks.Running;

var command = new BenchmarkCommand(BenchmarkRun.RunAsync);
return await command.Root.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
