namespace Aspire.Hosting.ApplicationModel;

/// <summary>What Aspire runs in a container.</summary>
public class ContainerResource(string name, string? entrypoint = null) : Resource(name),
    IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource
{
    /// <summary>The program started in it; null for the image's own.</summary>
    public string? Entrypoint { get; set; } = entrypoint;
}
