namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds to the environment of a resource each time it starts.</summary>
public class EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>Adds to the environment of a resource each time it starts.</summary>
    public EnvironmentCallbackAnnotation(Action<EnvironmentCallbackContext> callback)
        : this(context =>
        {
            callback(context);
            return Task.CompletedTask;
        })
    {
    }

    /// <summary>What adds to it.</summary>
    public Func<EnvironmentCallbackContext, Task> Callback { get; } = callback;
}
