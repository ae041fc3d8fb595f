namespace Mosaic.Dashboard.Resources;

/// <summary>A command a resource knows.</summary>
/// <param name="Name"><c>start</c>, <c>stop</c> or <c>restart</c>.</param>
/// <param name="IsEnabled">Whether it makes sense in the resource's present state.</param>
public sealed record CommandView(string Name, bool IsEnabled);
