namespace Aspire.Hosting.ApplicationModel;

/// <summary>How waits behave.</summary>
public sealed class ResourceNotificationServiceOptions
{
    /// <summary>What a wait does when its resource fails and the caller did not say.</summary>
    public WaitBehavior DefaultWaitBehavior { get; set; } = WaitBehavior.StopOnResourceUnavailable;
}
