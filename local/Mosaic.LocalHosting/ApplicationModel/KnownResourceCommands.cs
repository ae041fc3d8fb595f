namespace Aspire.Hosting.ApplicationModel;

/// <summary>The commands every process resource knows.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts it if it does not run.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops it and leaves it stopped.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stops and starts it.</summary>
    public static readonly string RestartCommand = "restart";
}
