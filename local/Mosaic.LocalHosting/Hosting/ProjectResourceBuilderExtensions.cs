using Aspire.Hosting.ApplicationModel;
using Mosaic.LocalHosting.Publishing;

namespace Aspire.Hosting;

/// <summary>Adds projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>A project with the addresses and environment of its first launch profile.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() => builder.AddProject<TProject>(name, _ => { });

    /// <summary>A project with options.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name, Action<ProjectResourceOptions> configure)
        where TProject : IProjectMetadata, new()
    {
        var options = new ProjectResourceOptions();
        configure(options);
        var metadata = new TProject();
        var project = builder.AddResource(new ProjectResource(name)).WithAnnotation<IProjectMetadata>(metadata);
        var profile = options.ExcludeLaunchProfile ? null : LaunchSettingsReader.DefaultProfile(metadata);
        return builder.ExecutionContext.IsPublishMode ? project.WithPublishDefaults(profile) : project.WithLaunchProfile(profile);
    }

    /// <summary>Runs several processes of a project behind its endpoints.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicas);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }

    private static IResourceBuilder<ProjectResource> WithLaunchProfile(this IResourceBuilder<ProjectResource> builder, LaunchProfile? profile)
    {
        if (profile is null)
            return builder;
        foreach (var address in profile.ApplicationUrl?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var url = new Uri(address.Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal));
            builder.WithEndpoint(url.Scheme, endpoint =>
            {
                endpoint.UriScheme = url.Scheme;
                endpoint.Transport = "http";
                endpoint.Port = url.Port;
            });
        }
        return builder.WithEnvironment(context =>
        {
            foreach (var (key, value) in profile.EnvironmentVariables)
                context.EnvironmentVariables.TryAdd(key, value);
        });
    }
}
