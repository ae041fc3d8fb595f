using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService;
using Mosaic.DeviceService.Api;
using Mosaic.DeviceService.DeadLetters;
using Mosaic.DeviceService.Deliver;
using Mosaic.DeviceService.Durable;
using Mosaic.DeviceService.Presence;
using Mosaic.HiveBackendStub;
using Mosaic.HiveBackendStub.Configuration;
using Mosaic.Messaging;
using Mosaic.WebSocketService;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Connections;
using RabbitMQ.Client;
using HiveOptions = Mosaic.DeviceService.Api.HiveOptions;
using StubHiveOptions = Mosaic.HiveBackendStub.Configuration.HiveOptions;

namespace Mosaic.Tests.Deploy;

/// <summary>Checks environment variables of a deployment against the service that gets them.</summary>
internal static class ServiceConfiguration
{
    // Read by the framework, by OpenTelemetry, or by nothing but the deployment itself.
    private static readonly string[] NotOurs = ["OTEL_", "ASPNETCORE_", "DOTNET_", "POD_NAME"];

    private static readonly Dictionary<string, (Func<string[], WebApplication> Build, Dictionary<string, Type> Sections)> Services = new()
    {
        ["websocket-service"] = (WebSocketServiceHost.Build, new()
        {
            [MessagingOptions.Section] = typeof(MessagingOptions),
            [AuthenticationOptions.Section] = typeof(AuthenticationOptions),
            [ConnectionOptions.Section] = typeof(ConnectionOptions),
        }),
        ["device-service"] = (DeviceServiceApp.Build, new()
        {
            [MessagingOptions.Section] = typeof(MessagingOptions),
            [HiveOptions.Section] = typeof(HiveOptions),
            [LimitsOptions.Section] = typeof(LimitsOptions),
            [RequestsOptions.Section] = typeof(RequestsOptions),
            [DeliveryOptions.Section] = typeof(DeliveryOptions),
            [PresenceOptions.Section] = typeof(PresenceOptions),
            [DeadLettersOptions.Section] = typeof(DeadLettersOptions),
        }),
        ["hive-backend"] = (args => HiveBackend.Build(args), new()
        {
            [StubHiveOptions.Section] = typeof(StubHiveOptions),
            [StubOptions.Section] = typeof(StubOptions),
        }),
    };

    /// <summary>Every variable is one that the service reads, and the service accepts their values.</summary>
    internal static void AssertAccepts(string service, IReadOnlyDictionary<string, string> variables)
    {
        var keys = variables.Where(variable => !NotOurs.Any(prefix => variable.Key.StartsWith(prefix, StringComparison.Ordinal)))
            .ToDictionary(variable => variable.Key.Replace("__", ":", StringComparison.Ordinal), variable => (string?)variable.Value);
        foreach (var section in keys.Keys.GroupBy(key => key.Split(':')[0]))
        {
            AssertKnown(service, section.Key, keys);
        }

        using var application = Services[service].Build([.. keys.Select(key => $"--{key.Key}={key.Value}")]);
        (application as IApplicationBuilder).ApplicationServices.GetRequiredService<IStartupValidator>().Validate();
    }

    private static void AssertKnown(string service, string section, Dictionary<string, string?> keys)
    {
        switch (section)
        {
            case "ConnectionStrings":
                var connection = Assert.Single(keys, key => key.Key.StartsWith("ConnectionStrings:", StringComparison.Ordinal));
                Assert.Equal("ConnectionStrings:messaging", connection.Key);
                Assert.Equal("/", new ConnectionFactory { Uri = new Uri(connection.Value!) }.VirtualHost);
                break;
            case "services":
                Assert.All(keys.Where(key => key.Key.StartsWith("services:", StringComparison.Ordinal)), key =>
                {
                    Assert.Matches("^services:(device-service|hive-backend):http:0$", key.Key);
                    Assert.True(Uri.TryCreate(key.Value, UriKind.Absolute, out _));
                });
                break;
            default:
                Assert.True(Services[service].Sections.TryGetValue(section, out var options), $"{service} has no section '{section}'.");
                new ConfigurationBuilder().AddInMemoryCollection(keys).Build().GetSection(section)
                    .Get(options, binder => binder.ErrorOnUnknownConfiguration = true);
                break;
        }
    }
}
