using System.Diagnostics;

namespace Mosaic.LocalHosting.Engine;

/// <summary>
/// A process beside the AppHost that outlives it, be it killed, and ends all that the AppHost started: see watchdog.sh.
/// A normal stop goes the same way, after each process was asked to end.
/// </summary>
internal sealed class Watchdog(RunFolders folders) : IDisposable
{
    private const string Variable = "MOSAIC_LOCALHOSTING_RUN";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Process? _process;

    /// <summary>Marks a process, and all that come of it, as belonging to this run.</summary>
    public void Mark(IDictionary<string, string?> environment) => environment[Variable] = folders.RunId;

    public void Start()
    {
        if (OperatingSystem.IsWindows())
            return;
        var (file, arguments) = NewSession.Of("/bin/sh", ["-c", Script(), "watchdog", $"{Variable}={folders.RunId}", folders.Temporary]);
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true };
        // An AppHost started by another AppHost's process must not have its watchdog ended with that.
        start.Environment.Remove(Variable);
        _process = Process.Start(start);
    }

    /// <summary>Lets the watchdog do its work and waits until it has.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
    }

    public void Dispose() => _process?.Dispose();

    private static string Script()
    {
        using var stream = typeof(Watchdog).Assembly.GetManifestResourceStream("watchdog.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
