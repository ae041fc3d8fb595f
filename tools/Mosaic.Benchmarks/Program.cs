using Mosaic.Benchmarks.Peers;
using Mosaic.Benchmarks.Running;
using Mosaic.ServiceDefaults.Settings;

return await SettingsProgram.RunAsync("benchmarks", () =>
{
    if (args is [BareWebSocket.Command, var port])
    {
        return BareWebSocket.RunAsync(port);
    }

    var parsed = new BenchmarkCommand(BenchmarkRun.RunAsync).Root.Parse(args);
    SettingsRefusal.ThrowIfAny(parsed.Errors.Select(error => error.Message));
    return parsed.InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1), EnableDefaultExceptionHandler = false });
});
