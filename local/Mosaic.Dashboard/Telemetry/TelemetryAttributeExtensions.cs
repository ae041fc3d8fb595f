namespace Mosaic.Dashboard.Telemetry;

internal static class TelemetryAttributeExtensions
{
    /// <returns>The value of the attribute, or null when there is none of that name.</returns>
    internal static string? Find(this IReadOnlyList<TelemetryAttribute> attributes, string key)
    {
        for (var i = 0; i < attributes.Count; i++)
        {
            if (attributes[i].Key == key)
                return attributes[i].Value;
        }

        return null;
    }
}
