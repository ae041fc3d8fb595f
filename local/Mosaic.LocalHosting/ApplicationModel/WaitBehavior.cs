namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a wait does when its resource fails.</summary>
public enum WaitBehavior
{
    /// <summary>It goes on, the resource may be started again.</summary>
    WaitOnResourceUnavailable = 0,

    /// <summary>It throws.</summary>
    StopOnResourceUnavailable = 1,
}
