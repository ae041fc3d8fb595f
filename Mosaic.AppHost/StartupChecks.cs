using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Configuration;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.AppHost;

/// <summary>Refuses what would otherwise make the orchestrator wait without a word, or resources fail without saying why.</summary>
internal static class StartupChecks
{
    private const string Messaging = "ConnectionStrings:messaging";

    private static readonly string[] DashboardAddresses =
        ["ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"];

    /// <summary>Checks the keys that AppHost.cs reads, and the dashboard's addresses.</summary>
    public static void CheckSettings(IConfiguration configuration)
    {
        FrameworkSettings.Check(configuration);
        SettingsRefusal.ThrowIfAny(Failures(configuration));
    }

    /// <summary>
    /// Refuses to start while another program listens on a port that the application always uses, one of its launch profiles or of the dashboard;
    /// unless the orchestrator is to choose free ones.
    /// </summary>
    public static void CheckPorts(IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsRunMode || builder.Configuration.GetValue<bool>("DcpPublisher:RandomizePorts"))
        {
            return;
        }

        var used = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(IsLocal).Select(listener => listener.Port).ToHashSet();
        var conflicts = OfResources(builder).Concat(OfDashboard(builder)).Where(entry => used.Contains(entry.Port)).ToList();
        if (conflicts.Count > 0)
        {
            SettingsRefusal.ThrowIfAny(
                [$"In use by another program: {string.Join(", ", conflicts.Select(entry => $"port {entry.Port} ({entry.Owner})"))}. Is another AppHost running?"]);
        }
    }

    private static IEnumerable<string> Failures(IConfiguration configuration)
    {
        if (configuration.GetValue("Replicas", 1) is not (>= 1 and <= 100) and var replicas)
        {
            yield return SettingsRefusal.Of("Replicas", $"{replicas}", "1 to 100");
        }

        if (!new AddressAttribute("amqp", "amqps").IsValid(configuration[Messaging]))
        {
            yield return SettingsRefusal.Of(Messaging, null, "an amqp or amqps URI: amqp://user:password@host:port/virtualhost");
        }

        foreach (var key in DashboardAddresses)
        {
            foreach (var address in Addresses(configuration, key).Where(address => !new AddressAttribute("http", "https").IsValid(address)))
            {
                yield return SettingsRefusal.Of(key, address, "an absolute http or https address");
            }
        }
    }

    private static string[] Addresses(IConfiguration configuration, string key) => (configuration[key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<(int Port, string Owner)> OfResources(IDistributedApplicationBuilder builder) =>
        from resource in builder.Resources
        from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
        where endpoint.Port is not null
        select (endpoint.Port ?? 0, resource.Name);

    private static IEnumerable<(int Port, string Owner)> OfDashboard(IDistributedApplicationBuilder builder) =>
        from key in DashboardAddresses
        from address in Addresses(builder.Configuration, key)
        select (new Uri(address).Port, "dashboard");

    private static bool IsLocal(IPEndPoint listener) =>
        IPAddress.IsLoopback(listener.Address) || listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any);
}
