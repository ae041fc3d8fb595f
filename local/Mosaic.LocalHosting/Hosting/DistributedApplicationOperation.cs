namespace Aspire.Hosting;

/// <summary>What the AppHost was started for.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>To run the application here.</summary>
    Run = 0,

    /// <summary>To write how it is deployed.</summary>
    Publish = 1,
}
