using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.WebSocketService.Authentication;

/// <summary>How device tokens are checked: section <c>Authentication</c>.</summary>
internal sealed class AuthenticationOptions : IValidatableObject
{
    public const string Section = "Authentication";

    /// <summary>Where the issuer publishes its keys: a JSON Web Key Set (RFC 7517, section 5). Exactly one of this and <see cref="Jwks"/> is given.</summary>
    [Address("http", "https")]
    public Uri? JwksUrl { get; set; }

    /// <summary>A JSON Web Key Set given here instead, for issuers that publish none; may hold symmetric keys (<c>oct</c>) of 32 bytes and more.</summary>
    [Secret]
    public string? Jwks { get; set; }

    /// <summary>What <c>aud</c> must contain.</summary>
    [Required]
    public string Audience { get; set; } = "mosaic";

    /// <summary>What <c>iss</c> must be; not checked when absent.</summary>
    public string? Issuer { get; set; }

    /// <summary>How far the clocks of issuer and service may differ.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How old the issuer's keys may grow before they are fetched anew.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan KeysMaxAge { get; set; } = TimeSpan.FromMinutes(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (JwksUrl is null == (Jwks is null))
        {
            yield return new ValidationResult($"Exactly one of {Section}:{nameof(JwksUrl)} and {Section}:{nameof(Jwks)} must be given.");
        }

        if (Jwks is { } jwks && WrongWith(jwks) is { } wrong)
        {
            yield return new ValidationResult($"{Section}:{nameof(Jwks)} must be a JSON Web Key Set with at least one signing key: {wrong}.");
        }
    }

    // In words of ours: the library's would show what it was given, and that may be a secret.
    private static string? WrongWith(string jwks)
    {
        try
        {
            var set = SigningKeySet.ReadAll(jwks);
            return set.Keys.Count > 0 ? null : string.Join("; ", ["it has no RSA, EC or symmetric key whose 'use' is absent or 'sig'", .. set.Malformed]);
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
