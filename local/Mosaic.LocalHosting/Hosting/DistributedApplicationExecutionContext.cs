namespace Aspire.Hosting;

/// <summary>What the AppHost was started for.</summary>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation, string publisherName)
{
    /// <summary>Without a publisher.</summary>
    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
        : this(operation, operation == DistributedApplicationOperation.Publish ? "manifest" : "")
    {
    }

    /// <summary>Run or publish.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>As in <c>manifest</c>.</summary>
    public string PublisherName { get; set; } = publisherName;

    /// <summary>Whether the application runs here.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>Whether only its deployment is written.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;
}
