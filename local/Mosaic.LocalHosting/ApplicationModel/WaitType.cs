namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is waited for.</summary>
public enum WaitType
{
    /// <summary>The dependency is healthy.</summary>
    WaitUntilHealthy = 0,

    /// <summary>The dependency has ended.</summary>
    WaitForCompletion = 1,

    /// <summary>The dependency runs.</summary>
    WaitUntilStarted = 2,
}
