using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Mosaic.HiveBackendStub.Devices;

/// <summary>The P-256 key that device tokens are signed with, and its public half as a JWKS document (RFC 7517).</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly ECDsa _key;

    internal SigningKey(ECDsa key)
    {
        _key = key;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
        KeyId = Thumbprint(x, y);
        Credentials = new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = KeyId }, SecurityAlgorithms.EcdsaSha256);
        Jwks = JsonSerializer.SerializeToUtf8Bytes(new
        {
            keys = new[] { new { kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = KeyId, x, y } },
        });
    }

    internal string KeyId { get; }

    internal SigningCredentials Credentials { get; }

    /// <summary>The JWKS document, UTF-8. It never holds the private half.</summary>
    internal byte[] Jwks { get; }

    public void Dispose() => _key.Dispose();

    // RFC 7638: the required members in lexical order, so that the same key has the same id in every run.
    private static string Thumbprint(string x, string y) =>
        Base64UrlEncoder.Encode(SHA256.HashData(
            Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
}
