using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>
    /// Hands over a connection string as <c>ConnectionStrings__{name}</c>, and its parts as <c>{NAME}_HOST</c> and so on.
    /// </summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        _ = optional;
        var name = connectionName ?? source.Resource.Name;
        return builder.WithRelationship(source.Resource, KnownRelationshipTypes.Reference).WithEnvironment(context =>
        {
            var variable = source.Resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{name}";
            context.EnvironmentVariables[variable] = source.Resource;
            foreach (var (property, value) in source.Resource.GetConnectionProperties())
                context.EnvironmentVariables[VariableName($"{name}_{property}")] = value;
        });
    }

    /// <summary>
    /// Tells where another resource is: <c>services__{name}__{scheme}__{index}</c> for service discovery and
    /// <c>{NAME}_{ENDPOINT}</c> for programs without it.
    /// </summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment => builder.WithAddresses(source.Resource, source.Resource.Name, VariableName(source.Resource.Name));

    /// <summary>Tells where another resource is, under a name of its own.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source, string name)
        where TDestination : IResourceWithEnvironment => builder.WithAddresses(source.Resource, name, EncodedName(name));

    /// <summary>Tells where an endpoint is.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment => builder.WithRelationship(endpointReference.Resource, KnownRelationshipTypes.Reference).WithEnvironment(context =>
            AddAddress(context.EnvironmentVariables, endpointReference.Resource.Name, VariableName(endpointReference.Resource.Name), endpointReference));

    /// <summary>Starts the resource once another, with all its replicas, is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.WaitingFor(new WaitAnnotation(dependency.Resource, WaitType.WaitUntilHealthy));

    /// <summary>Starts the resource once another runs.</summary>
    public static IResourceBuilder<T> WaitForStart<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.WaitingFor(new WaitAnnotation(dependency.Resource, WaitType.WaitUntilStarted));

    /// <summary>Starts the resource once another has ended.</summary>
    public static IResourceBuilder<T> WaitForCompletion<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport => builder.WaitingFor(new WaitAnnotation(dependency.Resource, WaitType.WaitForCompletion, exitCode));

    /// <summary>Starts the resource by command only.</summary>
    public static IResourceBuilder<T> WithExplicitStart<T>(this IResourceBuilder<T> builder)
        where T : IResource => builder.WithAnnotation(new ExplicitStartupAnnotation());

    /// <summary>Lets a health check that is registered in the builder's services tell the resource's health.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key)
        where T : IResource => builder.WithAnnotation(new HealthCheckAnnotation(key));

    private static IResourceBuilder<T> WaitingFor<T>(this IResourceBuilder<T> builder, WaitAnnotation wait)
        where T : IResourceWithWaitSupport => builder.WithRelationship(wait.Resource, KnownRelationshipTypes.WaitFor).WithAnnotation(wait);

    private static IResourceBuilder<T> WithAddresses<T>(this IResourceBuilder<T> builder, IResourceWithServiceDiscovery source, string name, string prefix)
        where T : IResourceWithEnvironment => builder.WithRelationship(source, KnownRelationshipTypes.Reference).WithEnvironment(context =>
        {
            foreach (var endpoint in source.Annotations.OfType<EndpointAnnotation>())
                AddAddress(context.EnvironmentVariables, name, prefix, new EndpointReference(source, endpoint));
        });

    private static void AddAddress(Dictionary<string, object> variables, string name, string prefix, EndpointReference endpoint)
    {
        variables[$"{prefix}_{VariableName(endpoint.EndpointName)}"] = endpoint;
        for (var index = 0; ; index++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"services__{name}__{endpoint.Scheme}__{index}");
            if (variables.TryAdd(key, endpoint) || variables[key] is EndpointReference known && known.EndpointName == endpoint.EndpointName)
                return;
        }
    }

    private static string VariableName(string name) => EncodedName(name).ToUpperInvariant();

    // A name that was chosen keeps its case.
    private static string EncodedName(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
