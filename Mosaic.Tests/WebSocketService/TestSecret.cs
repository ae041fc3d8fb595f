using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Mosaic.Tests.WebSocketService;

/// <summary>A secret that device tokens are signed with (HS256 and longer), and the key set that holds it.</summary>
internal sealed class TestSecret(int bytes = 64, string keyId = "secret-1")
{
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(bytes);

    private string Key => JsonSerializer.Serialize(new { kty = "oct", kid = keyId, k = Base64UrlEncoder.Encode(_secret) });

    /// <summary>A set with nothing else in it.</summary>
    public string Jwks => $$"""{"keys":[{{Key}}]}""";

    /// <summary>A set with the keys of another before it.</summary>
    public string Beside(string jwks) => jwks[..^2] + $",{Key}]}}";

    public SigningCredentials Credentials(string algorithm = SecurityAlgorithms.HmacSha256) =>
        new(new SymmetricSecurityKey(_secret) { KeyId = keyId }, algorithm);

    /// <summary>A set of an RSA key's public half.</summary>
    public static string SetOf(RSA key, string keyId)
    {
        var half = key.ExportParameters(false);
        return JsonSerializer.Serialize(new
        {
            keys = new[] { new { kty = "RSA", kid = keyId, n = Base64UrlEncoder.Encode(half.Modulus), e = Base64UrlEncoder.Encode(half.Exponent) } },
        });
    }
}
