using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Mosaic.WebSocketService.Authentication;

/// <summary>A key that tokens are checked with.</summary>
/// <param name="Key">The key.</param>
/// <param name="Type">Its <c>kty</c> (RFC 7518, section 6.1): <c>EC</c>, <c>RSA</c> or <c>oct</c>.</param>
/// <param name="Algorithm">The only algorithm that it is for, when it names one.</param>
internal sealed record SigningKey(SecurityKey Key, string Type, string? Algorithm)
{
    /// <summary>Its <c>kid</c>, empty when it has none; several keys may have the same.</summary>
    public string KeyId => Key.KeyId ?? "";

    /// <summary>Whether it may have signed with an algorithm (RFC 7518, section 3.1).</summary>
    public bool Fits(string algorithm) => (Algorithm is null || Algorithm == algorithm) && Type == algorithm[..2] switch
    {
        "ES" => JsonWebAlgorithmsKeyTypes.EllipticCurve,
        "HS" => JsonWebAlgorithmsKeyTypes.Octet,
        _ => JsonWebAlgorithmsKeyTypes.RSA,
    };
}

/// <summary>
/// The keys of a JSON Web Key Set (RFC 7517, section 5) that sign: those whose <c>use</c> is absent or <c>sig</c>. Each is read by itself, with the members that
/// are needed and no others, so that none spoils the others.
/// </summary>
/// <param name="Keys">The keys.</param>
/// <param name="Malformed">The others that look like such a key: which, and what is wrong.</param>
internal sealed record SigningKeySet(IReadOnlyList<SigningKey> Keys, IReadOnlyList<string> Malformed)
{
    /// <summary>An HMAC key is at least as long as SHA-256's hash (RFC 7518, section 3.2).</summary>
    public const int MinSecretBytes = 32;

    /// <summary>RSA and EC keys; the set's other keys are left out, the symmetric ones too.</summary>
    /// <exception cref="ArgumentException">It is no key set.</exception>
    public static SigningKeySet ReadPublic(string jwks) => Read(jwks, secrets: false);

    /// <summary>RSA and EC keys, and symmetric ones (<c>oct</c>).</summary>
    /// <exception cref="ArgumentException">It is no key set, or a symmetric key in it is not base64url or too short.</exception>
    public static SigningKeySet ReadAll(string jwks) => Read(jwks, secrets: true);

    private static SigningKeySet Read(string jwks, bool secrets)
    {
        using var set = Parse(jwks);
        var keys = new List<SigningKey>();
        var malformed = new List<string>();
        foreach (var (number, key) in Members(set.RootElement).Index())
        {
            try
            {
                if (ReadKey(key, secrets) is { } read)
                {
                    keys.Add(read);
                }
            }
            catch (Exception e) when (WrongWith(e) is { } wrong)
            {
                malformed.Add($"key {number + 1} of the set: {wrong}");
            }
        }

        return new SigningKeySet(keys, malformed);
    }

    private static string? WrongWith(Exception e) => e switch
    {
        FormatException => e.Message,
        CryptographicException => "its numbers are no key",
        InvalidOperationException => "a text in it is not Unicode", // An escaped half of a surrogate pair.
        _ => null,
    };

    private static JsonDocument Parse(string jwks)
    {
        try
        {
            // Of any depth, which costs nothing: else what one key holds beside its numbers would spoil all.
            return JsonDocument.Parse(jwks, new JsonDocumentOptions { MaxDepth = int.MaxValue });
        }
        catch (JsonException e)
        {
            throw new ArgumentException("it is not JSON of that form", e);
        }
    }

    private static JsonElement[] Members(JsonElement set)
    {
        if (set.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException("it is not JSON of that form");
        }

        return !set.TryGetProperty("keys", out var keys) ? []
            : keys.ValueKind == JsonValueKind.Array ? [.. keys.EnumerateArray()]
            : throw new ArgumentException("its 'keys' is no array");
    }

    /// <summary>Null for a key that is for something else, or of a type that is not known here.</summary>
    private static SigningKey? ReadKey(JsonElement key, bool secrets)
    {
        if (key.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("it is no object");
        }

        var type = Text(key, "kty");
        if (Text(key, "use") is not (null or JsonWebKeyUseNames.Sig) || !Verifies(key))
        {
            return null;
        }

        SecurityKey? read = type switch
        {
            JsonWebAlgorithmsKeyTypes.RSA => new RsaSecurityKey(RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") })),
            JsonWebAlgorithmsKeyTypes.EllipticCurve => ReadCurve(key),
            JsonWebAlgorithmsKeyTypes.Octet when secrets => ReadSecret(key),
            _ => null,
        };
        if (read is null)
        {
            return null;
        }

        read.KeyId = Text(key, "kid");
        return new SigningKey(read, type!, Text(key, "alg"));
    }

    private static ECDsaSecurityKey? ReadCurve(JsonElement key)
    {
        ECCurve? curve = Text(key, "crv") switch
        {
            "P-256" => ECCurve.NamedCurves.nistP256,
            "P-384" => ECCurve.NamedCurves.nistP384,
            "P-521" => ECCurve.NamedCurves.nistP521,
            _ => null,
        };
        return curve is { } known
            ? new ECDsaSecurityKey(ECDsa.Create(new ECParameters { Curve = known, Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") } }))
            : null;
    }

    private static SymmetricSecurityKey ReadSecret(JsonElement key)
    {
        byte[] secret;
        try
        {
            secret = Base64UrlEncoder.DecodeBytes(Text(key, "k") ?? "");
        }
        catch (FormatException e)
        {
            throw new ArgumentException("a symmetric key's 'k' is not base64url", e);
        }

        return secret.Length >= MinSecretBytes
            ? new SymmetricSecurityKey(secret)
            : throw new ArgumentException($"a symmetric key has {secret.Length} bytes and needs at least {MinSecretBytes}");
    }

    // RFC 7517, section 4.3.
    private static bool Verifies(JsonElement key) =>
        !key.TryGetProperty("key_ops", out var operations)
        || operations.ValueKind != JsonValueKind.Array
        || operations.EnumerateArray().Any(operation => operation.ValueKind == JsonValueKind.String && operation.ValueEquals("verify"));

    private static string? Text(JsonElement key, string member) =>
        !key.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new FormatException($"its '{member}' is no string");

    private static byte[] Bytes(JsonElement key, string member)
    {
        if (Text(key, member) is not { Length: > 0 } text)
        {
            throw new FormatException($"it has no '{member}'");
        }

        try
        {
            return Base64UrlEncoder.DecodeBytes(text);
        }
        catch (FormatException)
        {
            throw new FormatException($"its '{member}' is not base64url");
        }
    }
}
