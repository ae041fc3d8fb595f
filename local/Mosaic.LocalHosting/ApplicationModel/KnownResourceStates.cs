namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states of a resource.</summary>
public static class KnownResourceStates
{
    /// <summary>Waits for a command.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>Waits for what it depends on.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Its process is being started.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Its process runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Its process was asked to end.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Its process was ended, or ended with an error.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Its process has done its work.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>It did not come up.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>What runs it is not well.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    /// <summary>The states that are left by a command only.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];

    /// <summary>
    /// The local engine's own: its process died and is started again after a pause. Aspire leaves such a resource in
    /// <see cref="Exited"/>, which here would tell waiters to give up on it.
    /// </summary>
    internal static readonly string Restarting = nameof(Restarting);
}
