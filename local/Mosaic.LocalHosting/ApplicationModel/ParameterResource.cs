namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value handed to the application from outside.</summary>
/// <param name="name">Configuration holds it as <c>Parameters:{name}</c>.</param>
/// <param name="callback">Gives the value, from the default where there is one.</param>
/// <param name="secret">Never shown.</param>
public class ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false) : Resource(name),
    IManifestExpressionProvider, IValueProvider
{
    private readonly Lock _lock = new();
    private string? _value;

    /// <summary>Whether the value must not be shown.</summary>
    public bool Secret { get; } = secret;

    /// <summary>What gives the value where configuration does not; null for nothing.</summary>
    public ParameterDefault? Default { get; set; }

    /// <summary>Whether the value is a connection string, given as <c>ConnectionStrings:{name}</c>.</summary>
    public bool IsConnectionString { get; set; }

    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <inheritdoc />
    public string ValueExpression => $"{{{Name}.value}}";

    /// <summary>The value; the same for the whole run.</summary>
    /// <exception cref="MissingParameterValueException">There is none.</exception>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult<string?>(_value ??= callback(Default));
    }
}
