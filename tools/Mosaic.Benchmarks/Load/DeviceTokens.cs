using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Mosaic.Benchmarks.Load;

/// <summary>Tokens for devices: JWTs (RFC 7519) with ES256 and a key of the benchmark's own.</summary>
internal static class DeviceTokens
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The public key as a JSON Web Key Set (RFC 7517), for the WebSocket Service.</summary>
    public static string KeySet { get; } = CreateKeySet();

    public static string Issue(Guid device)
    {
        var expires = DateTimeOffset.UtcNow.AddHours(12).ToUnixTimeSeconds();
        var signed = $"{Encode("""{"alg":"ES256","typ":"JWT","kid":"benchmark"}""")}.{Encode($$"""{"sub":"{{device}}","aud":"mosaic","exp":{{expires}}}""")}";
        return $"{signed}.{Base64Url.EncodeToString(Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string CreateKeySet()
    {
        var point = Key.ExportParameters(includePrivateParameters: false).Q;
        return $$"""{"keys":[{"kty":"EC","crv":"P-256","use":"sig","kid":"benchmark","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}]}""";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
