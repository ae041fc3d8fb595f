using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Mosaic.LocalHosting.Parameters;

namespace Aspire.Hosting;

/// <summary>Adds parameters.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>
    /// A parameter with its value in <c>Parameters:{name}</c>. A secret that configuration does not give is generated
    /// and kept for the next run, where Aspire would ask its dashboard's user for it.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(
            name,
            _ => Configured(builder, name)
                ?? (secret ? SecretStore.Of(builder).GetOrAdd($"Parameters:{name}", GeneratedSecret().GetDefaultValue) : null)
                ?? throw Missing($"Parameters:{name}"),
            secret));

    /// <summary>A parameter with its value in code.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    /// <summary>A parameter with its value in code.</summary>
    /// <exception cref="ArgumentException">A secret cannot be published.</exception>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, Func<string> valueGetter, bool publishValueAsDefault = false, bool secret = false) =>
        publishValueAsDefault && secret
            ? throw new ArgumentException("A parameter cannot be both secret and published as a default value.", nameof(secret))
            : builder.AddResource(new ParameterResource(name, _ => valueGetter(), secret)
            {
                Default = publishValueAsDefault ? new ConstantParameterDefault(valueGetter) : null,
            });

    /// <summary>
    /// A connection string with its value in <c>ConnectionStrings:{name}</c>, for a service that is not the application's own.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">What the resource and the connection string are called.</param>
    /// <param name="environmentVariableName">The variable that carries it to others; null for <c>ConnectionStrings__{name}</c>.</param>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null) =>
        builder.AddResource(new ConnectionStringParameterResource(
            name,
            _ => builder.Configuration.GetConnectionString(name) ?? throw Missing($"ConnectionStrings:{name}"),
            environmentVariableName));

    /// <summary>A parameter with its value in <c>Parameters:{name}</c>, or else a default, kept for the next run if asked.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false) =>
        builder.AddResource(new ParameterResource(
            name,
            _ => Configured(builder, name)
                ?? (persist ? SecretStore.Of(builder).GetOrAdd($"Parameters:{name}", value.GetDefaultValue) : value.GetDefaultValue()),
            secret)
        {
            Default = value,
        });

    /// <summary>A parameter with its value anywhere in configuration.</summary>
    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(this IDistributedApplicationBuilder builder, string name, string configurationKey, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, _ => builder.Configuration[configurationKey] ?? throw Missing(configurationKey), secret));

    /// <summary>Says what a parameter is for.</summary>
    public static IResourceBuilder<ParameterResource> WithDescription(this IResourceBuilder<ParameterResource> builder, string description, bool enableMarkdown = false)
    {
        _ = enableMarkdown;
        builder.Resource.Description = description;
        return builder;
    }

    internal static ParameterResource GeneratedPassword(IDistributedApplicationBuilder builder, string name) => new(
        name,
        _ => Configured(builder, name) ?? SecretStore.Of(builder).GetOrAdd($"Parameters:{name}", GeneratedSecret().GetDefaultValue),
        secret: true)
    {
        Default = GeneratedSecret(),
    };

    // 22 of 57 characters: 128 bits.
    private static GenerateParameterDefault GeneratedSecret() => new() { MinLength = 22, Special = false };

    private static string? Configured(IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration[$"Parameters:{name}"] ?? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"];

    private static MissingParameterValueException Missing(string key) =>
        new($"Parameter '{key}' has no value: set it in configuration, user secrets, the environment ({key.Replace(":", "__", StringComparison.Ordinal)}) or an argument (--{key} value).");
}
