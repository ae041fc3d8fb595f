namespace Aspire.Hosting.ApplicationModel;

/// <summary>A fact about a resource.</summary>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>Not to be shown.</summary>
    public bool IsSensitive { get; init; }
}
