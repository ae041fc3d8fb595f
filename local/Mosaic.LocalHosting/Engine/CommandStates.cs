using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Engine;

/// <summary>Which commands a resource takes in which state.</summary>
internal static class CommandStates
{
    // One array for each, so that snapshots that differ in nothing stay equal.
    private static readonly ImmutableArray<ResourceCommandSnapshot> Stopped = Commands(start: true, stop: false, restart: false);
    private static readonly ImmutableArray<ResourceCommandSnapshot> Started = Commands(start: false, stop: true, restart: true);
    private static readonly ImmutableArray<ResourceCommandSnapshot> Between = Commands(start: false, stop: true, restart: false);
    private static readonly ImmutableArray<ResourceCommandSnapshot> Stopping = Commands(start: false, stop: false, restart: false);

    public static ImmutableArray<ResourceCommandSnapshot> Of(string? state) => state switch
    {
        _ when state == KnownResourceStates.Running => Started,
        _ when state == KnownResourceStates.Starting || state == KnownResourceStates.Restarting => Between,
        // Whoever waits is started by what it waits for.
        _ when state == KnownResourceStates.Stopping || state == KnownResourceStates.Waiting => Stopping,
        _ => Stopped,
    };

    private static ImmutableArray<ResourceCommandSnapshot> Commands(bool start, bool stop, bool restart) =>
    [
        Command(KnownResourceCommands.StartCommand, start, "Start"),
        Command(KnownResourceCommands.StopCommand, stop, "Stop"),
        Command(KnownResourceCommands.RestartCommand, restart, "Restart"),
    ];

    private static ResourceCommandSnapshot Command(string name, bool enabled, string displayName) =>
        new(name, enabled ? ResourceCommandState.Enabled : ResourceCommandState.Disabled, displayName, null, null, null, null, null, IsHighlighted: true);
}
