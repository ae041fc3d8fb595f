using System.Text;
using Aspire.Hosting.ApplicationModel;
using Mosaic.LocalHosting.Dashboard;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.LocalHosting.Output;

/// <summary>Where everything is.</summary>
internal static class EndpointTable
{
    public static string Render(IEnumerable<IResource> resources, DashboardResource? dashboard)
    {
        var rows = resources.SelectMany(Rows).ToList();
        if (dashboard is not null)
            rows.Add(("dashboard", "", dashboard.Settings.LoginUrl));
        var widths = (Resource: rows.Max(r => r.Resource.Length), Endpoint: rows.Max(r => r.Endpoint.Length), Address: rows.Max(r => r.Address.Length));
        var table = new StringBuilder().AppendLine();
        foreach (var (resource, endpoint, address) in rows)
            table.Append("  ").Append(resource.PadRight(widths.Resource + 2)).Append(endpoint.PadRight(widths.Endpoint + 2)).AppendLine(address);
        return table.AppendLine().AppendLine("All resources are healthy. Press Ctrl-C to stop.").ToString();
    }

    private static IEnumerable<(string Resource, string Endpoint, string Address)> Rows(IResource resource)
    {
        var name = resource.Replicas() == 1 ? resource.Name : $"{resource.Name} x{resource.Replicas()}";
        var endpoints = resource.Endpoints().ToList();
        return endpoints.Count == 0
            ? [(name, "", "")]
            : endpoints.Select(e => (name, e.Name, e.AllocatedEndpoint!.UriString));
    }
}
