using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Publishing;

/// <summary>What a project is given where it is deployed; its launch profile is for a developer's machine.</summary>
internal static class ProjectPublishing
{
    /// <param name="builder">The project.</param>
    /// <param name="profile">Its launch profile: one with an address makes it a web project, with http and https.</param>
    public static IResourceBuilder<ProjectResource> WithPublishDefaults(this IResourceBuilder<ProjectResource> builder, LaunchProfile? profile)
    {
        EndpointAnnotation? tls = null;
        builder
            .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory")
            .WithEnvironment(context =>
            {
                if (Endpoints().Any())
                    context.EnvironmentVariables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
                AddPorts(context, "HTTP_PORTS", Endpoints().Where(e => e.UriScheme == "http"));
                // The default https ends before the container, which listens for http only.
                AddPorts(context, "HTTPS_PORTS", Endpoints().Where(e => e.UriScheme == "https" && e != tls));
            });
        if (profile?.ApplicationUrl is null)
            return builder;
        return builder
            .WithEndpoint("http", endpoint => endpoint.UriScheme = "http")
            .WithEndpoint("https", endpoint => (tls = endpoint).UriScheme = "https");

        IEnumerable<EndpointAnnotation> Endpoints() => builder.Resource.Annotations.OfType<EndpointAnnotation>();
    }

    private static void AddPorts(EnvironmentCallbackContext context, string variable, IEnumerable<EndpointAnnotation> endpoints)
    {
        var ports = new ReferenceExpression.ExpressionInterpolatedStringHandler(literalLength: 0, formattedCount: 1);
        var count = 0;
        foreach (var endpoint in endpoints)
        {
            if (count++ > 0)
                ports.AppendLiteral(";");
            ports.AppendFormatted(new EndpointReference((IResourceWithEndpoints)context.Resource, endpoint).Property(EndpointProperty.TargetPort));
        }
        if (count > 0)
            context.EnvironmentVariables[variable] = ReferenceExpression.Create(ports);
    }
}
