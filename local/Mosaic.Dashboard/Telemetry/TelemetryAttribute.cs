namespace Mosaic.Dashboard.Telemetry;

/// <summary>One attribute of a resource, span, log entry or series.</summary>
/// <param name="Key">Its name, as in OpenTelemetry's semantic conventions: <c>http.request.method</c>.</param>
/// <param name="Value">Its value as text; arrays and maps as JSON, bytes in base64.</param>
public readonly record struct TelemetryAttribute(string Key, string Value);
