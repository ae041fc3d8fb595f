namespace Mosaic.LocalHosting.Engine;

/// <summary>A question that tells a replica's health.</summary>
/// <param name="Name">Names it in the resource's health reports.</param>
/// <param name="AskAsync">Null while healthy, else what is wrong. What it throws counts as wrong.</param>
internal sealed record HealthProbe(string Name, Func<CancellationToken, Task<string?>> AskAsync);
