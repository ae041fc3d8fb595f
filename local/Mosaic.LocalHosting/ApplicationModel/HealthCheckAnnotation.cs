namespace Aspire.Hosting.ApplicationModel;

/// <summary>A health check, registered in the builder's services, that the resource's health depends on.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The name it was registered by.</summary>
    public string Key { get; } = key;
}
