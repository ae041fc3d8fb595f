using Microsoft.IdentityModel.Tokens;

namespace Mosaic.WebSocketService.Authentication;

/// <summary>The keys of a JSON Web Key Set (RFC 7517, section 5) that sign: those whose <c>use</c> is absent or <c>sig</c>.</summary>
internal static class SigningKeySet
{
    /// <summary>An HMAC key is at least as long as SHA-256's hash (RFC 7518, section 3.2).</summary>
    public const int MinSecretBytes = 32;

    /// <summary>RSA and EC keys; the set's other keys are left out, the symmetric ones too.</summary>
    /// <exception cref="ArgumentException">It is no key set.</exception>
    public static IReadOnlyList<SecurityKey> ReadPublic(string jwks) => Public(JsonWebKeySet.Create(jwks));

    /// <summary>RSA and EC keys, and symmetric ones (<c>oct</c>).</summary>
    /// <exception cref="ArgumentException">It is no key set, or a symmetric key in it is not base64url or too short.</exception>
    public static IReadOnlyList<SecurityKey> ReadAll(string jwks)
    {
        var set = JsonWebKeySet.Create(jwks);
        return [.. Public(set), .. set.Keys.Where(IsSigningSecret).Select(Secret)];
    }

    // A key that the library could make nothing of would come as it stands; a symmetric one is for ReadAll alone.
    private static SecurityKey[] Public(JsonWebKeySet set) => [.. set.GetSigningKeys().Where(key => key is AsymmetricSecurityKey)];

    private static bool IsSigningSecret(JsonWebKey key) =>
        key.Kty == JsonWebAlgorithmsKeyTypes.Octet && (string.IsNullOrEmpty(key.Use) || key.Use == JsonWebKeyUseNames.Sig);

    // The library's own conversion leaves these out. As a key of this type it verifies HMAC and nothing else.
    private static SymmetricSecurityKey Secret(JsonWebKey key)
    {
        var secret = Decode(key);
        return secret.Length >= MinSecretBytes
            ? new SymmetricSecurityKey(secret) { KeyId = key.Kid }
            : throw new ArgumentException($"a symmetric key has {secret.Length} bytes and needs at least {MinSecretBytes}");
    }

    private static byte[] Decode(JsonWebKey key)
    {
        try
        {
            return Base64UrlEncoder.DecodeBytes(key.K ?? "");
        }
        catch (FormatException e)
        {
            throw new ArgumentException("a symmetric key's 'k' is not base64url", e);
        }
    }
}
