namespace Mosaic.Settings;

/// <summary>What a number counts or measures.</summary>
/// <param name="name">In the plural: <c>bytes</c>, <c>messages</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnitAttribute(string name) : Attribute
{
    /// <summary>In the plural.</summary>
    public string Name { get; } = name;
}
