using Microsoft.AspNetCore.Http.Extensions;

namespace Mosaic.Dashboard.Components.Shared;

/// <summary>The addresses of the pages. They are Aspire's, so that a link somebody kept leads to the same place.</summary>
internal static class Address
{
    public const string Traces = "/traces";
    public const string StructuredLogs = "/structuredlogs";
    public const string ConsoleLogs = "/consolelogs";
    public const string Metrics = "/metrics";

    public static string ConsoleLogsOf(string resource) => $"{ConsoleLogs}/resource/{Uri.EscapeDataString(resource)}";

    public static string StructuredLogsOf(string resource) => With(StructuredLogs, ("resource", resource));

    public static string StructuredLogsOfTrace(string traceId) => With(StructuredLogs, ("traceId", traceId));

    public static string TracesOf(string resource) => With(Traces, ("resource", resource));

    public static string MetricsOf(string resource) => $"{Metrics}/resource/{Uri.EscapeDataString(resource)}";

    /// <param name="traceId">The trace.</param>
    /// <param name="spanId">The span that is open at first; null for none.</param>
    public static string Trace(string traceId, string? spanId = null) =>
        With($"{Traces}/detail/{Uri.EscapeDataString(traceId)}", ("spanId", spanId));

    /// <returns>The address with a query of those values that are not empty.</returns>
    public static string With(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var builder = new QueryBuilder();
        foreach (var (name, value) in query)
        {
            if (!string.IsNullOrEmpty(value)) builder.Add(name, value);
        }

        return path + builder.ToQueryString();
    }
}
