namespace Mosaic.Dashboard.Resources;

/// <summary>A fact about a resource.</summary>
/// <param name="Name">As in <c>executable.pid</c>.</param>
/// <param name="Value">As text.</param>
/// <param name="IsSecret">To be masked until somebody asks to see it.</param>
public sealed record PropertyView(string Name, string? Value, bool IsSecret);
