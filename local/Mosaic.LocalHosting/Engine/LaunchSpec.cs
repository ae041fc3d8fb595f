namespace Mosaic.LocalHosting.Engine;

/// <summary>A process to start.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
/// <param name="Environment">Added to the AppHost's own environment; null takes a variable away.</param>
internal sealed record LaunchSpec(
    string File,
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string?> Environment);
