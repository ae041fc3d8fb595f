namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something with a value that may be known only once the application runs.</summary>
public interface IValueProvider
{
    /// <summary>The value; completes when it is known.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);

    /// <summary>The value as <paramref name="context"/> needs it.</summary>
    public ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) =>
        GetValueAsync(cancellationToken);
}
