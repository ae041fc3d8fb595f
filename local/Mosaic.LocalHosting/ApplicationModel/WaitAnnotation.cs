namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource starts only after another.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The other.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What is waited for.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>The exit code a completion must have.</summary>
    public int ExitCode { get; } = exitCode;
}
