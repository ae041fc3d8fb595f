using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mosaic.AppHost;

/// <summary>What the dashboard offers on the resources: links with a name, and commands.</summary>
internal static class DashboardExtensions
{
    /// <summary>The dashboard's resource, which Aspire adds when the application starts.</summary>
    public const string Dashboard = "aspire-dashboard";

    /// <summary>
    /// Keeps the keys of the dashboard as they are at the start. They are in the user secrets, which are read again whenever another AppHost of this user
    /// writes new ones; a dashboard takes no telemetry from services that have another key.
    /// </summary>
    public static void KeepKeys(this IDistributedApplicationBuilder builder) =>
        builder.Configuration.AddInMemoryCollection(builder.Configuration.GetSection("AppHost").AsEnumerable().ToArray());

    /// <summary>Where the dashboard is; null without one.</summary>
    public static string? DashboardAddress(this DistributedApplicationModel model) =>
        model.Resources.OfType<IResourceWithEndpoints>().FirstOrDefault(resource => resource.Name == Dashboard)
            ?.GetEndpoints().FirstOrDefault(endpoint => endpoint.EndpointName is "http" or "https")?.Url;

    /// <summary>Gives a project the address of the dashboard, where there is one.</summary>
    public static IResourceBuilder<ProjectResource> WithDashboardAddress(this IResourceBuilder<ProjectResource> project, string variable) =>
        project.WithEnvironment(context =>
        {
            if (context.ExecutionContext.Services.GetRequiredService<DistributedApplicationModel>().DashboardAddress() is { } address)
            {
                context.EnvironmentVariables[variable] = address;
            }
        });

    /// <summary>Names the link to a page of a project; the summary on the console lists the links that have a name.</summary>
    public static IResourceBuilder<ProjectResource> WithLink(this IResourceBuilder<ProjectResource> project, string name, string path = "") =>
        project.WithUrlForEndpoint("http", url =>
        {
            url.DisplayText = name;
            url.Url = path.Length > 0 ? path : url.Url;
        });

    /// <summary>Names the link to RabbitMQ's management page, and its user.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementLink(this IResourceBuilder<RabbitMQServerResource> messaging) =>
        messaging.WithUrls(async context =>
        {
            var user = await messaging.Resource.UserNameReference.GetValueAsync(context.CancellationToken);
            foreach (var url in context.Urls.Where(url => url.Endpoint?.EndpointName == messaging.Resource.ManagementEndpoint.EndpointName))
            {
                url.DisplayText = $"RabbitMQ management (user {user})";
            }
        });

    /// <summary>Lets the stub of the Hive Backend answer every delivery with 503, and accept deliveries again.</summary>
    public static IResourceBuilder<ProjectResource> WithFaultCommands(this IResourceBuilder<ProjectResource> hive) => hive
        .WithHttpCommand("/faults", "Break the backend", commandName: "break-backend", commandOptions: new()
        {
            Description = "Every delivery is answered with 503. Devices stay connected; their messages wait in RabbitMQ.",
            IconName = "PlugDisconnected",
            IsHighlighted = true,
            Method = HttpMethod.Put,
            PrepareRequest = context =>
            {
                context.Request.Content = JsonContent.Create(new { status = 503, share = 1.0 });
                return Task.CompletedTask;
            },
        })
        .WithHttpCommand("/faults", "Heal it", commandName: "heal-backend", commandOptions: new()
        {
            Description = "Deliveries are accepted again; what waited arrives, in order.",
            IconName = "Heart",
            IsHighlighted = true,
            Method = HttpMethod.Delete,
        });

    /// <summary>Lets the simulator add devices to those that it runs.</summary>
    public static IResourceBuilder<ProjectResource> WithMoreDevicesCommand(this IResourceBuilder<ProjectResource> simulator) => simulator
        .WithHttpCommand("/devices", "Ten more devices", commandName: "more-devices", commandOptions: new()
        {
            Description = "Ten more simulated devices connect and send.",
            IconName = "AddCircle",
            IsHighlighted = true,
            PrepareRequest = context =>
            {
                context.Request.RequestUri = new UriBuilder(context.Request.RequestUri!) { Query = "count=10" }.Uri;
                return Task.CompletedTask;
            },
        });

    /// <summary>Prints, once all resources are healthy, where to look, and reports resources that fail.</summary>
    public static void AddStartupSummary(this IDistributedApplicationBuilder builder) => builder.Services.AddHostedService<StartupSummary>();
}
