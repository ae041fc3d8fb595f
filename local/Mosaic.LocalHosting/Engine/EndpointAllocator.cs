using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Mosaic.LocalHosting.Engine;

/// <summary>Gives every endpoint its address for this run, before anything starts, so that resources can refer to each other in circles.</summary>
internal static class EndpointAllocator
{
    public static void Allocate(DistributedApplicationModel model, IConfiguration configuration)
    {
        var randomize = configuration.GetValue("DcpPublisher:RandomizePorts", false);
        foreach (var resource in model.Resources)
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.AllocatedEndpoint is null))
                Allocate(resource, endpoint, randomize);
    }

    private static void Allocate(IResource resource, EndpointAnnotation endpoint, bool randomize)
    {
        // What a container listens on inside says nothing about this machine.
        var fixedTarget = resource is ContainerResource ? null : endpoint.TargetPort;
        var wanted = randomize && endpoint.IsProxied ? null : endpoint.Port;
        var replicas = resource.Replicas();
        var port = replicas == 1
            ? fixedTarget ?? wanted ?? FreePorts.Next()
            : wanted ?? FreePorts.Next();
        endpoint.ReplicaPorts = replicas == 1 ? [port] : [.. Enumerable.Range(0, replicas).Select(_ => FreePorts.Next())];
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, port);
    }
}
