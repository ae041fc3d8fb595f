namespace Aspire.Hosting.ApplicationModel;

/// <summary>Any program on this machine.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="command">A path, or a name on PATH.</param>
/// <param name="workingDirectory">Where it runs.</param>
public class ExecutableResource(string name, string command, string workingDirectory) : Resource(name),
    IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource
{
    /// <summary>A path, or a name on PATH.</summary>
    public string Command { get; } = command;

    /// <summary>Where it runs.</summary>
    public string WorkingDirectory { get; } = workingDirectory;
}
