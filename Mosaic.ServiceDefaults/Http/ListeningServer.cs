using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Mosaic.Settings;

namespace Mosaic.ServiceDefaults.Http;

/// <summary>
/// The web server, whose failure to listen is a refused setting: an address in use or of another machine, a port that is none, a certificate that is not
/// there. Kestrel has an exception of another type for each, most of them without the address.
/// </summary>
internal sealed class ListeningServer(IServer server, IConfiguration configuration) : IServer
{
    public IFeatureCollection Features => server.Features;

    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        var addresses = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"])
            .DefaultIfEmpty(string.Join(';', Features.Get<IServerAddressesFeature>()?.Addresses ?? [])).ToList();
        try
        {
            foreach (var address in addresses) CheckPort(address ?? "");
            await server.StartAsync(application, cancellationToken);
        }
        catch (Exception error) when (error is not (OptionsValidationException or OperationCanceledException))
        {
            throw new OptionsValidationException("urls", typeof(IServer), [$"Cannot listen on '{string.Join(';', addresses)}': {SettingsRefusal.ReasonOf(error)} {Where()}"]);
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
    private static void CheckPort(string addresses)
    {
        foreach (var address in addresses.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var parsed = BindingAddress.Parse(address);
            if (!parsed.IsUnixPipe && !parsed.IsNamedPipe && (parsed.Port is < 0 or > ushort.MaxValue || (parsed.Host.Contains(':') && !parsed.Host.StartsWith('['))))
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The port must be a number from 0 to {ushort.MaxValue}"));
        }
    }

    private string Where()
    {
        if (configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            return "Set Kestrel:Endpoints:NAME (environment variables Kestrel__Endpoints__NAME__…).";
        return string.IsNullOrEmpty(configuration["urls"]) && !string.IsNullOrEmpty(configuration["http_ports"] ?? configuration["https_ports"])
            ? "Set http_ports or https_ports (environment variables ASPNETCORE_HTTP_PORTS and ASPNETCORE_HTTPS_PORTS)."
            : "Set urls (environment variable ASPNETCORE_URLS).";
    }
}
