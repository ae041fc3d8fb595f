using Microsoft.AspNetCore.Server.Kestrel;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Mosaic.Settings;

namespace Mosaic.Dashboard.Otlp.Listening;

internal static class ListenerExtensions
{
    private const string DefaultPagesUrl = "http://localhost:18888";

    /// <summary>
    /// Three kinds of addresses, given to Kestrel as named endpoints so that a connection can tell by which it came.
    /// </summary>
    internal static void AddListeners(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        Override(configuration, OtlpOptions.GrpcEndpointVariable, nameof(OtlpOptions.GrpcEndpointUrl));
        Override(configuration, OtlpOptions.HttpEndpointVariable, nameof(OtlpOptions.HttpEndpointUrl));
        var otlp = configuration.GetSettings<OtlpOptions>(OtlpOptions.Section);
        var pages = (configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls ? urls : DefaultPagesUrl)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        // Kestrel binds them in the order of their names: the pages' address is the first it tells.
        List<Listener> listeners =
        [
            .. pages.Select(static (url, i) => new Listener($"Frontend{i}", ListenerKind.Pages, url, null)),
            new("OtlpGrpc", ListenerKind.OtlpGrpc, otlp.GrpcEndpointUrl, HttpProtocols.Http2),
            new("OtlpHttp", ListenerKind.OtlpHttp, otlp.HttpEndpointUrl, HttpProtocols.Http1),
        ];
        configuration.AddInMemoryCollection(listeners.SelectMany(Settings));
        // Programs send every second: a line for each request would hide all others.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddSingleton<ListenerAddresses>();
        builder.Services.AddHostedService<ListenerAnnouncement>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var addresses = kestrel.ApplicationServices.GetRequiredService<ListenerAddresses>();
            foreach (var listener in listeners)
            {
                kestrel.ConfigurationLoader!.Endpoint(listener.Name, endpoint => Mark(endpoint, listener, addresses));
            }
        });
    }

    /// <summary>Each endpoint answers at its own kind of address only; elsewhere there is nothing to find (404).</summary>
    internal static void UseListeners(this WebApplication app)
    {
        // When the pipeline is built the host has just handed the pages' addresses to Kestrel, which has them as endpoints
        // already and would warn of the two.
        ((IApplicationBuilder)app).Use(next =>
        {
            app.Urls.Clear();
            return next;
        });
        app.UseMiddleware<ListenerMiddleware>();
    }

    private static void Override(ConfigurationManager configuration, string variable, string option)
    {
        if (configuration[variable] is { Length: > 0 } url) configuration[$"{OtlpOptions.Section}:{option}"] = url;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Settings(Listener listener)
    {
        yield return new($"Kestrel:Endpoints:{listener.Name}:Url", listener.Url);
        if (listener.Protocols is { } protocols) yield return new($"Kestrel:Endpoints:{listener.Name}:Protocols", protocols.ToString());
    }

    private static void Mark(EndpointConfiguration endpoint, Listener listener, ListenerAddresses addresses)
    {
        // Hosts such as * and + are no addresses to show.
        var shown = BindingAddress.Parse(listener.Url);
        var host = shown.Host is "*" or "+" ? "localhost" : shown.Host;
        addresses.Set(listener.Kind, new UriBuilder(shown.Scheme, host, shown.Port).Uri, endpoint.ListenOptions);
        var feature = new ListenerFeature(listener.Kind);
        endpoint.ListenOptions.Use(next => connection =>
        {
            connection.Features.Set(feature);
            return next(connection);
        });
    }

    // Without protocols they are Kestrel's choice, by whether there is TLS.
    private sealed record Listener(string Name, ListenerKind Kind, string Url, HttpProtocols? Protocols);
}
