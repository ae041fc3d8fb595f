namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds to the arguments of a resource each time it starts.</summary>
public class CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>What adds to them.</summary>
    public Func<CommandLineArgsCallbackContext, Task> Callback { get; } = callback;
}
