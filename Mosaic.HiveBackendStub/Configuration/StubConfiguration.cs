using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.HiveBackendStub.Configuration;

internal static class StubConfiguration
{
    internal static void AddStubConfiguration(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings<StubOptions>(StubOptions.Section);

        // The Device Service has more keys in its section of that name, and the two may have the same environment.
        services.AddSettings<HiveOptions>(HiveOptions.Section, isShared: true);

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        if (!(bool.TryParse(builder.Configuration[$"{StubOptions.Section}:{nameof(StubOptions.AllowRemote)}"], out var allowRemote) && allowRemote))
        {
            builder.StayOnLoopback();
        }
    }

    private static void StayOnLoopback(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(RefuseRemote));

        // A page of the web whose name resolves to this machine must not read tokens either; so the name is checked as well. Empty would allow every name.
        if (string.IsNullOrEmpty(builder.Configuration["AllowedHosts"]))
        {
            builder.Configuration["AllowedHosts"] = "localhost;127.0.0.1;[::1]";
        }
    }

    /// <summary>Refuses, before it is bound, an address that others than this machine can reach.</summary>
    private static void RefuseRemote(ListenOptions listen)
    {
        // Without an IP address it is a Unix socket, which only this machine reaches.
        if (listen.IPEndPoint is { } endpoint && !IPAddress.IsLoopback(endpoint.Address))
        {
            throw new OptionsValidationException(StubOptions.Section, typeof(StubOptions),
            [
                $"The stub would listen on {endpoint}, but its API is open and meant for this machine alone: " +
                "use a localhost address, or set Stub:AllowRemote to true where the network is private.",
            ]);
        }
    }
}
