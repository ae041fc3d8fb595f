namespace Mosaic.Dashboard.Resources;

/// <summary>How a command went.</summary>
/// <param name="Succeeded">It did what it says.</param>
/// <param name="Error">Why it did not; null if it did.</param>
public sealed record CommandOutcome(bool Succeeded, string? Error);
