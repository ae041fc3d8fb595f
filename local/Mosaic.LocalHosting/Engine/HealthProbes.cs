using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mosaic.LocalHosting.Engine;

/// <summary>The questions that tell the health of a project's or executable's replica.</summary>
internal sealed class HealthProbes(IHttpClientFactory clients, HealthCheckService checks)
{
    public IReadOnlyList<HealthProbe> Of(IResource resource, int index) =>
    [
        .. resource.Annotations.OfType<HttpHealthCheckAnnotation>().Select(check => Http(check, index)),
        .. resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => new HealthProbe(check.Key, ct => RegisteredAsync(check.Key, ct))),
    ];

    private HealthProbe Http(HttpHealthCheckAnnotation check, int index)
    {
        var endpoint = check.Endpoint()!.EndpointAnnotation;
        var address = new Uri(string.Create(
            CultureInfo.InvariantCulture,
            $"{endpoint.UriScheme}://{endpoint.TargetHost}:{endpoint.ReplicaPorts[index]}/{check.Path.TrimStart('/')}"));
        return new HealthProbe($"GET {check.Path}", ct => GetAsync(address, check.StatusCode, ct));
    }

    private async Task<string?> GetAsync(Uri address, int expected, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(nameof(HealthProbes));
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)response.StatusCode == expected ? null : $"GET {address} answered {(int)response.StatusCode}.";
        }
        catch (HttpRequestException e)
        {
            return $"GET {address}: {e.Message}";
        }
    }

    private async Task<string?> RegisteredAsync(string key, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(registration => registration.Name == key, cancellationToken);
        if (!report.Entries.TryGetValue(key, out var entry))
            return $"No health check '{key}' is registered.";
        return entry.Status == HealthStatus.Healthy ? null : entry.Description ?? entry.Exception?.Message ?? entry.Status.ToString();
    }
}
