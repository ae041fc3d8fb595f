namespace Aspire.Hosting.ApplicationModel;

/// <summary>The arguments of a resource while they are put together.</summary>
public sealed class CommandLineArgsCallbackContext(IList<object> args, IResource? resource = null, CancellationToken cancellationToken = default)
{
    /// <summary>Strings or <see cref="IValueProvider"/>s.</summary>
    public IList<object> Args { get; } = args;

    /// <summary>The resource the arguments are for.</summary>
    public IResource Resource { get; } = resource!;

    /// <summary>Ends the preparation.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
