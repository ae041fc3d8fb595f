namespace Aspire.Hosting.ApplicationModel;

/// <summary>The state of a resource; see <see cref="KnownResourceStates"/>.</summary>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without a style.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, null);
}
