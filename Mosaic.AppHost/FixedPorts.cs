using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Configuration;

namespace Mosaic.AppHost;

/// <summary>
/// The ports that the application always uses: those of its launch profiles, and the dashboard's. The orchestrator waits without a word while
/// another program listens on one of them.
/// </summary>
internal static class FixedPorts
{
    private static readonly string[] DashboardAddresses =
        ["ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"];

    /// <summary>What to say about the ports that are in use; null when all are free, or when the orchestrator is to choose free ones.</summary>
    public static string? Conflict(IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsRunMode || builder.Configuration.GetValue<bool>("DcpPublisher:RandomizePorts"))
            return null;

        var used = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(IsLocal).Select(listener => listener.Port).ToHashSet();
        var conflicts = OfResources(builder).Concat(OfDashboard(builder)).Where(entry => used.Contains(entry.Port)).ToList();
        return conflicts.Count == 0 ? null
            : $"In use by another program: {string.Join(", ", conflicts.Select(entry => $"port {entry.Port} ({entry.Owner})"))}. Is another AppHost running?";
    }

    private static IEnumerable<(int Port, string Owner)> OfResources(IDistributedApplicationBuilder builder) =>
        from resource in builder.Resources
        from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
        where endpoint.Port is not null
        select (endpoint.Port ?? 0, resource.Name);

    private static IEnumerable<(int Port, string Owner)> OfDashboard(IDistributedApplicationBuilder builder) =>
        from key in DashboardAddresses
        from address in (builder.Configuration[key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
        where Uri.IsWellFormedUriString(address, UriKind.Absolute)
        select (new Uri(address).Port, "dashboard");

    private static bool IsLocal(IPEndPoint listener) =>
        IPAddress.IsLoopback(listener.Address) || listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any);
}
