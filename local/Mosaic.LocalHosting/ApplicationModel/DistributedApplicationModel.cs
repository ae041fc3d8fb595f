namespace Aspire.Hosting.ApplicationModel;

/// <summary>All that was added to the builder.</summary>
public class DistributedApplicationModel(IResourceCollection resources)
{
    /// <summary>The resources, in the order they were added.</summary>
    public IResourceCollection Resources { get; } = resources;
}
