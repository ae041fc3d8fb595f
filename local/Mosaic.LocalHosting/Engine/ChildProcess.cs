using System.Diagnostics;

namespace Mosaic.LocalHosting.Engine;

/// <summary>A process of the application, in a session of its own.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _errorEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process) => _process = process;

    public int Id { get; private set; }

    /// <summary>Completes with the exit code, 128 and the signal's number for a killed process.</summary>
    public Task<int> Exited => _exited.Task;

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static ChildProcess Start(LaunchSpec spec, Watchdog watchdog, Action<string, bool> onLine)
    {
        var (file, arguments) = NewSession.Of(spec.File, spec.Arguments);
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in spec.Environment)
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        watchdog.Mark(start.Environment);

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var child = new ChildProcess(process);
        process.OutputDataReceived += (_, e) => Forward(e.Data, false, child._outputEnded);
        process.ErrorDataReceived += (_, e) => Forward(e.Data, true, child._errorEnded);
        // Not WaitForExitAsync, which also waits for the end of the output: a grandchild may hold that open.
        process.Exited += (_, _) => child._exited.TrySetResult(process.ExitCode);
        process.Start();
        child.Id = process.Id;
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;

        void Forward(string? line, bool isError, TaskCompletionSource ended)
        {
            if (line is null)
                ended.TrySetResult();
            else
                onLine(line, isError);
        }
    }

    /// <summary>Waits for the last lines of a process that has ended, but not long: somebody else may hold its output open.</summary>
    public async Task DrainAsync()
    {
        var ended = Task.WhenAll(_outputEnded.Task, _errorEnded.Task);
        await Task.WhenAny(ended, Task.Delay(DrainTimeout));
    }

    /// <summary>Asks the process to end, and ends it and its group if it does not.</summary>
    /// <returns>The exit code, and whether it had to be killed.</returns>
    public async Task<(int ExitCode, bool Killed)> StopAsync(TimeSpan timeout)
    {
        if (OperatingSystem.IsWindows())
            _process.Kill(entireProcessTree: true);
        else if (!Exited.IsCompleted)
            Native.Terminate(Id);
        var inTime = await Task.WhenAny(Exited, Task.Delay(timeout)) == Exited;
        Sweep();
        return (await Exited, !inTime);
    }

    /// <summary>Ends what the process left behind in its group.</summary>
    public void Sweep()
    {
        if (OperatingSystem.IsWindows())
            return;
        if (NewSession.IsAvailable)
            Native.KillGroup(Id);
        else if (!Exited.IsCompleted)
            _process.Kill(entireProcessTree: true);
    }

    public void Dispose() => _process.Dispose();
}
