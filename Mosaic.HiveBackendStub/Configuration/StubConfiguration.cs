using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;

namespace Mosaic.HiveBackendStub.Configuration;

internal static class StubConfiguration
{
    internal static void AddStubConfiguration(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<HiveOptions>, HiveOptionsValidator>();
        services.AddSingleton<IValidateOptions<StubOptions>, StubOptionsValidator>();
        services.AddOptions<HiveOptions>().BindConfiguration(HiveOptions.Section).ValidateOnStart();
        services.AddOptions<StubOptions>().BindConfiguration(StubOptions.Section).ValidateOnStart();

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        if (!builder.Configuration.GetValue<bool>($"{StubOptions.Section}:{nameof(StubOptions.AllowRemote)}"))
            builder.StayOnLoopback();
    }

    private static void StayOnLoopback(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(LoopbackOnly.Check));

        // A page of the web whose name resolves to this machine must not read tokens either; so the name is checked as well.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?> { ["AllowedHosts"] = "localhost;127.0.0.1;[::1]" },
        });
    }
}
