using System.ComponentModel.DataAnnotations;

namespace Mosaic.Settings;

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
