namespace Mosaic.Dashboard.Telemetry;

/// <summary>An attribute key of an instrument.</summary>
/// <param name="Key">The key.</param>
/// <param name="Values">The values it has had, sorted; an empty one when some attribute set lacks the key.</param>
public sealed record InstrumentDimension(string Key, IReadOnlyList<string> Values);
