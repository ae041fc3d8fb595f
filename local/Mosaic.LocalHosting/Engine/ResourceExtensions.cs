using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Engine;

internal static class ResourceExtensions
{
    public static int Replicas(this IResource resource) => resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;

    public static string ReplicaId(this IResource resource, int index) =>
        resource.Replicas() == 1 ? resource.Name : string.Create(CultureInfo.InvariantCulture, $"{resource.Name}-{index}");

    public static IEnumerable<EndpointAnnotation> Endpoints(this IResource resource) => resource.Annotations.OfType<EndpointAnnotation>();

    /// <summary>Whether a process of its own stands for the resource.</summary>
    public static bool IsProcess(this IResource resource) => resource is ProjectResource or ExecutableResource or RabbitMQServerResource;
}
