using Microsoft.Extensions.Options;

namespace Mosaic.HiveBackendStub.Console;

internal sealed class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>
{
    private const int MostDevices = 1_000_000;

    public ValidateOptionsResult Validate(string? name, ConsoleOptions options)
    {
        var failures = new List<string>();
        if (!IsAddress(options.DashboardUrl, "http", "https"))
            failures.Add($"Console:DashboardUrl is {options.DashboardUrl}: set it to an http address such as http://localhost:18888.");
        if (!IsAddress(options.WebSocketUrl, "http", "https", "ws", "wss"))
            failures.Add($"Console:WebSocketUrl is {options.WebSocketUrl}: set it to an http address such as http://localhost:5100.");
        if (options.MaxDevices is < 1 or > MostDevices)
            failures.Add($"Console:MaxDevices is {options.MaxDevices}: set it to 1 to {MostDevices}.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsAddress(string text, params ReadOnlySpan<string> schemes) =>
        text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme));
}
