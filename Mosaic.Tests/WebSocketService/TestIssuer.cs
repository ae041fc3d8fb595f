using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mosaic.Tests.WebSocketService;

/// <summary>Issues device tokens with a key of its own (ES256).</summary>
internal sealed class TestIssuer
{
    private readonly ECDsaSecurityKey _key;

    public TestIssuer(string keyId = "key-1") => _key = new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = keyId };

    public string Jwks
    {
        get
        {
            var key = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(_key);
            return JsonSerializer.Serialize(new { keys = new[] { new { kty = key.Kty, crv = key.Crv, x = key.X, y = key.Y, kid = key.Kid, use = "sig", alg = "ES256" } } });
        }
    }

    public SigningCredentials Credentials => new(_key, SecurityAlgorithms.EcdsaSha256);

    /// <summary>The public key as the bytes that a careless checker would take for an HMAC secret.</summary>
    public byte[] PublicKeyBytes => _key.ECDsa.ExportSubjectPublicKeyInfo();

    public string Token(Guid device, DateTimeOffset? expires = null, string? audience = "mosaic") =>
        Sign(new Dictionary<string, object?> { ["sub"] = device.ToString(), ["aud"] = audience, ["exp"] = (expires ?? DateTimeOffset.UtcNow.AddHours(1)).ToUnixTimeSeconds() });

    /// <summary>Exactly these claims; null ones are left out.</summary>
    public string Sign(Dictionary<string, object?> claims, SigningCredentials? credentials = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(Payload(claims), credentials ?? Credentials);

    public static string Unsigned(Dictionary<string, object?> claims) =>
        $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{Base64UrlEncoder.Encode(Payload(claims))}.";

    private static string Payload(Dictionary<string, object?> claims) =>
        JsonSerializer.Serialize(claims.Where(claim => claim.Value is not null).ToDictionary());
}
