using Microsoft.Extensions.Options;

namespace Mosaic.HiveBackendStub.Configuration;

internal sealed class StubOptionsValidator : IValidateOptions<StubOptions>
{
    private const int MostMessages = 10_000_000;

    public ValidateOptionsResult Validate(string? name, StubOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.DataPath))
            failures.Add("Stub:DataPath is empty and this user has no application data folder: set it to a folder.");
        if (options.KeepMessages is < 1 or > MostMessages)
            failures.Add($"Stub:KeepMessages is {options.KeepMessages}: set it to 1 to {MostMessages}.");
        if (options.KeepBytes < 1)
            failures.Add($"Stub:KeepBytes is {options.KeepBytes}: set it to 1 or more.");
        if (options.RememberIds < options.KeepMessages || options.RememberIds > MostMessages)
            failures.Add($"Stub:RememberIds is {options.RememberIds}: set it to Stub:KeepMessages ({options.KeepMessages}) to {MostMessages}.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
