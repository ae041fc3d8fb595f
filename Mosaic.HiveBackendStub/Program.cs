using Microsoft.Extensions.Options;
using Mosaic.HiveBackendStub;

try
{
    await HiveBackend.Build(args).RunAsync();
    return 0;
}
catch (OptionsValidationException refused)
{
    // What is wrong with the configuration, without a stack trace around it.
    foreach (var failure in refused.Failures) await Console.Error.WriteLineAsync($"hive-backend: {failure}");
    return 1;
}
