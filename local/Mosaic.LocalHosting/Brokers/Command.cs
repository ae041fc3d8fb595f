using System.Diagnostics;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.LocalHosting.Brokers;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    /// <returns>The exit code and what it wrote.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string file,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancellationToken)
    {
        var (program, all) = NewSession.Of(file, arguments);
        var start = new ProcessStartInfo(program, all) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
