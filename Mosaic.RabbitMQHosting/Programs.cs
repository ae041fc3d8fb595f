using System.Diagnostics;

namespace Mosaic.RabbitMQHosting;

/// <summary>Finds and runs programs of this machine.</summary>
internal static class Programs
{
    /// <summary>The path of a program on PATH; null if there is none.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end. Returns its exit code.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="output">Called with every line that it writes to standard output or standard error.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public static async Task<int> RunAsync(string path, IEnumerable<string> arguments, Action<string> output, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Forward(line.Data);
        process.ErrorDataReceived += (_, line) => Forward(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        void Forward(string? line)
        {
            if (line is not null)
            {
                output(line);
            }
        }
    }
}
