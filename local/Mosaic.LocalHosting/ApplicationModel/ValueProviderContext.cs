namespace Aspire.Hosting.ApplicationModel;

/// <summary>Who asks for a value, and where it will be used.</summary>
public class ValueProviderContext
{
    /// <summary>Run or publish; null when unknown.</summary>
    public DistributedApplicationExecutionContext? ExecutionContext { get; init; }

    /// <summary>The resource the value is for; null when it is for none.</summary>
    public IResource? Caller { get; init; }
}
