using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Describes an application of several processes.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>Settings, the environment, user secrets and arguments, later over earlier.</summary>
    public ConfigurationManager Configuration { get; }

    /// <summary>The folder of the AppHost project.</summary>
    public string AppHostDirectory { get; }

    /// <summary>The AppHost's assembly.</summary>
    public Assembly? AppHostAssembly { get; }

    /// <summary>Development or another.</summary>
    public IHostEnvironment Environment { get; }

    /// <summary>The AppHost's own services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Run or publish.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>What was added so far.</summary>
    public IResourceCollection Resources { get; }

    /// <summary>Adds a resource.</summary>
    /// <exception cref="DistributedApplicationException">There is one of its name.</exception>
    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>Configures a resource that need not be added.</summary>
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    /// <summary>The application as described.</summary>
    public DistributedApplication Build();
}
