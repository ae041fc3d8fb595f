using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Mosaic.LocalHosting.Engine;

namespace Aspire.Hosting;

/// <summary>What can be said about a resource.</summary>
public static partial class ResourceBuilderExtensions
{
    /// <summary>An address the resource listens on.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The port others connect to; null for any.</param>
    /// <param name="targetPort">The port the program listens on, if it cannot be told.</param>
    /// <param name="scheme">As in <c>http</c>.</param>
    /// <param name="name">Unique within the resource; the scheme by default.</param>
    /// <param name="env">The environment variable that tells the program its port.</param>
    /// <param name="isProxied">False: the program listens on the very port others connect to.</param>
    /// <param name="isExternal">Meant for users outside the application.</param>
    /// <param name="protocol">TCP by default.</param>
    /// <exception cref="DistributedApplicationException">The resource has an endpoint of that name.</exception>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? scheme = null,
        string? name = null,
        string? env = null,
        bool isProxied = true,
        bool? isExternal = null,
        ProtocolType? protocol = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = new EndpointAnnotation(protocol ?? ProtocolType.Tcp, scheme, null, name, port, targetPort, isExternal, isProxied);
        if (builder.Resource.Annotations.OfType<EndpointAnnotation>().Any(e => string.Equals(e.Name, endpoint.Name, StringComparison.OrdinalIgnoreCase)))
            throw new DistributedApplicationException($"Endpoint with name '{endpoint.Name}' already exists on the resource '{builder.Resource.Name}'.");
        if (env is not null)
            builder.WithAnnotation(new PortVariableAnnotation(env, endpoint));
        return builder.WithAnnotation(endpoint);
    }

    /// <summary>Changes an endpoint, adding it where there is none of that name.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<EndpointAnnotation> callback, bool createIfNotExists = true)
        where T : IResourceWithEndpoints
    {
        var endpoint = builder.Resource.Annotations.OfType<EndpointAnnotation>()
            .FirstOrDefault(e => string.Equals(e.Name, endpointName, StringComparison.OrdinalIgnoreCase));
        if (endpoint is null && createIfNotExists)
            builder.WithAnnotation(endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: endpointName));
        if (endpoint is not null)
            callback(endpoint);
        return builder;
    }

    /// <summary>An http address the resource listens on.</summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool isProxied = true)
        where T : IResourceWithEndpoints =>
        builder.WithEndpoint(port, targetPort, "http", name, env, isProxied);

    /// <summary>Marks the resource's http endpoints as meant for users outside the application.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme is "http" or "https"))
            endpoint.IsExternal = true;
        return builder;
    }

    /// <summary>An endpoint by its name.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Resource, name);

    /// <summary>The resource is healthy while a GET is answered with a status.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path; <c>/</c> by default.</param>
    /// <param name="statusCode">200 by default.</param>
    /// <param name="endpointName">The first http endpoint by default.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints =>
        builder.WithHttpHealthCheck(
            () => builder.GetEndpoint(endpointName
                ?? builder.Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(e => e.UriScheme is "http" or "https")?.Name
                ?? throw new DistributedApplicationException($"Could not create HTTP health check for resource '{builder.Resource.Name}' as it has no HTTP endpoint.")),
            path,
            statusCode);

    /// <summary>The resource is healthy while a GET is answered with a status.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, Func<EndpointReference>? endpointSelector, string? path = null, int? statusCode = null)
        where T : IResourceWithEndpoints =>
        endpointSelector is null
            ? builder.WithHttpHealthCheck(path, statusCode, endpointName: null)
            : builder.WithAnnotation(new HttpHealthCheckAnnotation(endpointSelector, path ?? "/", statusCode ?? 200));
}
