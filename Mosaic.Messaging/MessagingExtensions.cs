using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.Messaging;

/// <summary>Adds the messaging of a service.</summary>
public static class MessagingExtensions
{
    /// <summary>
    /// Adds the connections to RabbitMQ, the publishers, the options (section <c>Messaging</c>) and a health check.
    /// The address and credentials come from <c>ConnectionStrings:{connectionName}</c>, as Aspire hands them over.
    /// </summary>
    public static IHostApplicationBuilder AddMessaging(this IHostApplicationBuilder builder, string connectionName)
    {
        string? refusal = null;
        builder.AddRabbitMQClient(
            connectionName,
            settings =>
            {
                // Mosaic has connections, health and spans of its own: the integration's single connection is not used.
                settings.DisableHealthChecks = true;
                settings.DisableTracing = true;
                settings.DisableAutoActivation = true;
                refusal = BrokerAddress.Refuse(connectionName, settings.ConnectionString);
                settings.ConnectionString = refusal is null ? settings.ConnectionString : null;
            },
            factory =>
            {
                // The integration would go to localhost without an address, and refuse a bad one without the key.
                if (refusal is not null)
                {
                    throw new OptionsValidationException(connectionName, typeof(MessagingOptions), [refusal]);
                }

                // Recovery is ours: only we know what to publish again and which devices to bind.
                factory.AutomaticRecoveryEnabled = false;
                factory.TopologyRecoveryEnabled = false;
                var options = builder.Configuration.GetSection(MessagingOptions.Section).Get<MessagingOptions>() ?? new();
                factory.RequestedHeartbeat = options.Heartbeat;
                factory.EndpointResolverFactory = given => BrokerAddress.Resolve(given, options.Nodes);
            });
        builder.Services.AddSettings<MessagingOptions>(MessagingOptions.Section);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Broker>();
        builder.Services.AddSingleton<DurablePublisher>();
        builder.Services.AddSingleton<LivePublisher>();
        builder.Services.AddSingleton<PresencePublisher>();
        builder.Services.AddSingleton<ControlSubscription>();
        builder.Services.AddSingleton<ControlLog>();
        builder.Services.AddHostedService<BrokerStartup>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DurablePublisher>());
        builder.Services.AddHostedService(services => services.GetRequiredService<LivePublisher>());
        builder.Services.AddHealthChecks().AddCheck<BrokerHealthCheck>("rabbitmq").AddCheck<ConsumersHealthCheck>("consumers");
        return builder;
    }
}
