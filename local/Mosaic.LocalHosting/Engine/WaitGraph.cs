using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Engine;

/// <summary>Who waits for whom.</summary>
internal static class WaitGraph
{
    public static bool Waits(IResource resource, IResource dependency) =>
        resource.Annotations.OfType<WaitAnnotation>().Any(w => w.Resource == dependency);

    /// <exception cref="DistributedApplicationException">Resources wait for each other in a circle, which would never start.</exception>
    public static void ThrowOnCycle(DistributedApplicationModel model)
    {
        var done = new HashSet<IResource>();
        foreach (var resource in model.Resources)
            Visit(resource, []);

        void Visit(IResource resource, List<IResource> path)
        {
            if (path.Contains(resource))
                throw new DistributedApplicationException(
                    $"Resources wait for each other: {string.Join(" -> ", path.Append(resource).Select(r => r.Name))}.");
            if (done.Contains(resource))
                return;
            foreach (var wait in resource.Annotations.OfType<WaitAnnotation>())
                Visit(wait.Resource, [.. path, resource]);
            done.Add(resource);
        }
    }
}
