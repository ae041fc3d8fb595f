using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.LocalHosting.Dashboard;

/// <summary>The dashboard: a process like the others, but nothing of the application's own, so what befalls it concerns nobody else.</summary>
internal sealed class DashboardResource : ExecutableResource
{
    // Aspire's name for it.
    private const string ResourceName = "aspire-dashboard";

    public DashboardResource(DashboardSettings settings, ResourceServiceHost service)
        : base(ResourceName, Executables.Dotnet(), Path.GetDirectoryName(settings.Assembly)!)
    {
        Settings = settings;
        foreach (var address in settings.PageAddresses)
            AddEndpoint(address.Scheme, address);
        AddEndpoint("otlp-grpc", settings.OtlpGrpc);
        AddEndpoint("otlp-http", settings.OtlpHttp);
        Annotations.Add(new HttpHealthCheckAnnotation(() => new EndpointReference(this, settings.PageAddresses.First().Scheme), "/health", 200));
        Annotations.Add(new CommandLineArgsCallbackAnnotation(context =>
        {
            if (!File.Exists(settings.Assembly))
                throw new DistributedApplicationException($"{settings.Assembly} is not there: build the AppHost, which builds it too.");
            context.Args.Add("exec");
            context.Args.Add(settings.Assembly);
            return Task.CompletedTask;
        }));
        Annotations.Add(new EnvironmentCallbackAnnotation(context => SetEnvironmentAsync(context, service)));
    }

    public DashboardSettings Settings { get; }

    private void AddEndpoint(string name, Uri address) => Annotations.Add(
        // Not proxied: the program listens on the very port, and on no other in tests either.
        new EndpointAnnotation(ProtocolType.Tcp, address.Scheme, "http", name, address.Port, isProxied: false) { TargetHost = address.Host });

    private async Task SetEnvironmentAsync(EnvironmentCallbackContext context, ResourceServiceHost service)
    {
        var address = await service.StartAsync(context.CancellationToken);
        var variables = context.EnvironmentVariables;
        variables["ASPNETCORE_ENVIRONMENT"] = "Production";
        variables["ASPNETCORE_URLS"] = Settings.Pages;
        variables["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Settings.OtlpGrpc.GetLeftPart(UriPartial.Authority);
        variables["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Settings.OtlpHttp.GetLeftPart(UriPartial.Authority);
        variables["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = address.GetLeftPart(UriPartial.Authority);
        variables["Dashboard__ResourceServiceClient__ApiKey"] = Settings.ResourceServiceKey;
        variables["Dashboard__Frontend__AuthMode"] = Settings.BrowserToken is null ? "Unsecured" : "BrowserToken";
        if (Settings.BrowserToken is not null)
            variables["Dashboard__Frontend__BrowserToken"] = Settings.BrowserToken;
        variables["Dashboard__Otlp__AuthMode"] = Settings.OtlpApiKey is null ? "Unsecured" : "ApiKey";
        if (Settings.OtlpApiKey is not null)
            variables["Dashboard__Otlp__PrimaryApiKey"] = Settings.OtlpApiKey;
    }
}
