using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.ServiceDefaults.Http;

/// <summary>
/// The web server, whose failure to listen is a refused setting: an address in use or of another machine, a port that is none, a certificate that is not
/// there. Kestrel has an exception of another type for each, most of them without the address.
/// </summary>
internal sealed class ListeningServer(IServer server, IConfiguration configuration) : IServer
{
    public IFeatureCollection Features => server.Features;

    // They replace the addresses where there are any.
    private List<IConfigurationSection> Endpoints => [.. configuration.GetSection("Kestrel:Endpoints").GetChildren()];

    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        string[] addresses = Endpoints.Count > 0 ? [.. Endpoints.Select(endpoint => endpoint["Url"] ?? "")] : [.. Features.Get<IServerAddressesFeature>()?.Addresses ?? []];
        try
        {
            foreach (var address in addresses)
            {
                CheckPort(address);
            }

            await server.StartAsync(application, cancellationToken);
        }
        catch (Exception error) when (error is not (OptionsValidationException or OperationCanceledException))
        {
            SettingsRefusal.ThrowIfAny([$"Cannot listen on '{string.Join(';', addresses)}': {SettingsRefusal.ReasonOf(error)} See {Setting(addresses)}."]);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    public void Dispose() => server.Dispose();

    /// <summary>Puts itself before the server that the program has, if it has one.</summary>
    internal static void AddTo(IServiceCollection services)
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(IServer)) is { ImplementationType: { } implementation })
        {
            services.AddSingleton<IServer>(provider =>
                ActivatorUtilities.CreateInstance<ListeningServer>(provider, ActivatorUtilities.CreateInstance(provider, implementation)));
        }
    }

    /// <summary>Kestrel takes what is no port for a part of a host's name, and listens on port 80 of all addresses.</summary>
    private static void CheckPort(string text)
    {
        if (text.Length > 0 && BindingAddress.Parse(text) is { IsUnixPipe: false, IsNamedPipe: false } address
            && (address.Port is < 0 or > ushort.MaxValue || (address.Host.Contains(':') && !address.Host.StartsWith('['))))
        {
            throw new FormatException($"The port must be a number from 0 to {ushort.MaxValue}");
        }
    }

    private string Setting(string[] addresses)
    {
        if (Endpoints.Count > 0)
        {
            return $"Kestrel:Endpoints (environment variables Kestrel__Endpoints__{string.Join("__… and Kestrel__Endpoints__", Endpoints.Select(endpoint => endpoint.Key))}__…)";
        }

        var urls = string.IsNullOrEmpty(configuration["urls"]) && !string.IsNullOrEmpty(configuration["http_ports"] ?? configuration["https_ports"])
            ? "http_ports and https_ports (environment variables ASPNETCORE_HTTP_PORTS and ASPNETCORE_HTTPS_PORTS)"
            : "urls (environment variable ASPNETCORE_URLS)";
        return addresses.Any(address => address.StartsWith("https", StringComparison.OrdinalIgnoreCase))
            ? $"{urls} and Kestrel:Certificates:Default (environment variables Kestrel__Certificates__Default__…)" : urls;
    }
}
