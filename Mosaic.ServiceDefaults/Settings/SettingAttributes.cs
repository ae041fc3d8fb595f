using System.ComponentModel.DataAnnotations;

namespace Mosaic.ServiceDefaults.Settings;

/// <summary>What a number counts or measures.</summary>
/// <param name="name">In the plural: <c>bytes</c>, <c>messages</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnitAttribute(string name) : Attribute
{
    /// <summary>In the plural.</summary>
    public string Name { get; } = name;
}

/// <summary>A value that no message shows.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>An absolute URI of one of the schemes; nothing at all is fine unless <see cref="RequiredAttribute"/> stands beside it.</summary>
/// <param name="schemes">In lower case.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AddressAttribute(params string[] schemes) : ValidationAttribute($"an absolute {string.Join(" or ", schemes)} address")
{
    /// <summary>In lower case.</summary>
    public string[] Schemes { get; } = schemes;

    /// <inheritdoc />
    public override bool IsValid(object? value) => value?.ToString() is not { Length: > 0 } text
        || (Uri.TryCreate(text, UriKind.Absolute, out var address) && Schemes.Contains(address.Scheme));
}
