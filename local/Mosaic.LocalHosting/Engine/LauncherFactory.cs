using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Mosaic.LocalHosting.Brokers;

namespace Mosaic.LocalHosting.Engine;

/// <summary>Finds how a resource is run.</summary>
internal sealed class LauncherFactory(IServiceProvider services)
{
    /// <exception cref="DistributedApplicationException">It is of a kind that the local engine does not run.</exception>
    public IResourceLauncher Create(IResource resource) => resource switch
    {
        ProjectResource project => ActivatorUtilities.CreateInstance<ProjectLauncher>(services, project),
        ExecutableResource executable => ActivatorUtilities.CreateInstance<ExecutableLauncher>(services, executable),
        RabbitMQServerResource broker => ActivatorUtilities.CreateInstance<BrokerLauncher>(services, broker),
        _ => throw new DistributedApplicationException($"The local engine does not run a {resource.GetType().Name}, as '{resource.Name}' is; -p:AspireHosting=packages may."),
    };
}
