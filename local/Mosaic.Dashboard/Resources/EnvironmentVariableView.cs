namespace Mosaic.Dashboard.Resources;

/// <summary>An environment variable of a resource.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Null where the variable is taken away.</param>
/// <param name="IsSecret">To be masked until somebody asks to see it.</param>
public sealed record EnvironmentVariableView(string Name, string? Value, bool IsSecret);
