namespace Aspire.Hosting.ApplicationModel;

/// <summary>The environment of a resource while it is put together.</summary>
public class EnvironmentCallbackContext(
    DistributedApplicationExecutionContext executionContext,
    IResource resource,
    Dictionary<string, object>? environmentVariables = null,
    CancellationToken cancellationToken = default)
{
    /// <summary>Values are strings or <see cref="IValueProvider"/>s.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = environmentVariables ?? [];

    /// <summary>Run or publish.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>The resource the variables are for.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Ends the preparation.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
