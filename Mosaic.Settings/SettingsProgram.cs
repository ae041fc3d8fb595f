using Microsoft.Extensions.Hosting;

namespace Mosaic.Settings;

/// <summary>The main program of a host whose settings may be refused.</summary>
public static class SettingsProgram
{
    /// <summary>
    /// Builds the host and runs it until it is told to stop. When its settings are refused, what is wrong with them goes to
    /// the standard error, a line each and without a stack trace around it.
    /// </summary>
    /// <param name="name">What the lines begin with.</param>
    /// <param name="build">Puts the host together.</param>
    /// <returns>The exit code: 1 after a refusal, else <see cref="Environment.ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string name, Func<IHost> build)
    {
        try
        {
            var host = build();
            host.CheckSettings();
            await host.RunAsync();
            return Environment.ExitCode;
        }
        catch (Exception error) when (SettingsRefusal.FailuresOf(error) is { Count: > 0 } failures)
        {
            foreach (var failure in failures) await Console.Error.WriteLineAsync($"{name}: {failure}");
            return 1;
        }
    }
}
