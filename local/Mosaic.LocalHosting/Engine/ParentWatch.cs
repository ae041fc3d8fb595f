namespace Mosaic.LocalHosting.Engine;

/// <summary>
/// Ends the AppHost when the <c>dotnet run</c> that started it was killed and could not pass that on: the terminal looks
/// free then, while everything still runs.
/// </summary>
internal sealed class ParentWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ITimer? _timer;

    private ParentWatch(ITimer? timer) => _timer = timer;

    public static ParentWatch Start(TimeProvider time, Action onGone)
    {
        var parent = Native.ParentId();
        return new ParentWatch(IsDotnetRun(parent)
            ? time.CreateTimer(_ => { if (Native.ParentId() != parent) onGone(); }, null, Interval, Interval)
            : null);
    }

    public ValueTask DisposeAsync() => _timer?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static bool IsDotnetRun(int pid)
    {
        var file = $"/proc/{pid}/cmdline";
        if (!File.Exists(file))
            return false;
        var arguments = File.ReadAllText(file).Split('\0');
        return Path.GetFileName(arguments[0]) == "dotnet" && arguments.Contains("run");
    }
}
