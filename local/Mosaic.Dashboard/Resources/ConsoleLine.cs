namespace Mosaic.Dashboard.Resources;

/// <summary>A line a resource wrote.</summary>
/// <param name="Number">From 1; a gap is what the engine forgot before it could be sent.</param>
/// <param name="Text">The line without its end.</param>
/// <param name="IsError">Written to standard error.</param>
public sealed record ConsoleLine(int Number, string Text, bool IsError);
