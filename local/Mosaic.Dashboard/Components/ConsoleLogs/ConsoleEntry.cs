namespace Mosaic.Dashboard.Components.ConsoleLogs;

/// <summary>A line of the console page.</summary>
/// <param name="Replica">Who wrote it.</param>
/// <param name="Number">Its number among those of the replica, from 1.</param>
/// <param name="Text">Without escape sequences.</param>
/// <param name="IsError">Written to standard error.</param>
public sealed record ConsoleEntry(string Replica, int Number, string Text, bool IsError);
