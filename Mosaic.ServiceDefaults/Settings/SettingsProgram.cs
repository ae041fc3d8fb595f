using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Mosaic.ServiceDefaults.Logging;

namespace Mosaic.ServiceDefaults.Settings;

/// <summary>The main program of all programs: what is wrong with the settings goes to the standard error, a line each and without a stack trace.</summary>
public static class SettingsProgram
{
    /// <summary>Builds a host and runs it until it is told to stop.</summary>
    /// <param name="name">What the lines begin with.</param>
    /// <param name="build">Puts the host together.</param>
    /// <returns>The exit code: 1 after a refusal, else <see cref="Environment.ExitCode"/>.</returns>
    public static Task<int> RunAsync(string name, Func<IHost> build) => RunAsync(name, async () =>
    {
        var host = build();

        // All sections at once; the host would make its background services before it, and end with the first section that one of them reads.
        host.Services.GetService<IStartupValidator>()?.Validate();

        // One that does not start is not disposed of: it would log the end of its background services as their faults. The process ends now.
        await host.StartAsync();
        using (host)
        {
            await host.WaitForShutdownAsync();
        }

        return Environment.ExitCode;
    });

    /// <summary>Runs a program to its exit code.</summary>
    /// <param name="name">What the lines begin with.</param>
    /// <param name="run">The program. An exception that <see cref="SettingsRefusal"/> does not know is a fault, and ends it as any unhandled one.</param>
    /// <returns>The exit code: 1 after a refusal, else the program's.</returns>
    public static async Task<int> RunAsync(string name, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception error) when (SettingsRefusal.FailuresOf(error) is { Count: > 0 } failures)
        {
            foreach (var failure in failures)
            {
                await Console.Error.WriteLineAsync($"{name}: {ControlCharacters.Escape(failure)}");
            }

            return 1;
        }
    }
}
