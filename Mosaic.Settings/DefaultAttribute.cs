namespace Mosaic.Settings;

/// <summary>Says in words what a default is that differs from one machine or run to the next.</summary>
/// <param name="description">Half a sentence.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultAttribute(string description) : Attribute
{
    /// <summary>Half a sentence.</summary>
    public string Description { get; } = description;
}
