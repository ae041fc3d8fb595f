using Microsoft.Extensions.Options;
using Mosaic.DeviceService;

try
{
    await DeviceServiceApp.Build(args).RunAsync();
    return Environment.ExitCode;
}
catch (OptionsValidationException refused)
{
    // What is wrong with the configuration, without a stack trace around it.
    foreach (var failure in refused.Failures) await Console.Error.WriteLineAsync($"device-service: {failure}");
    return 1;
}
