using System.ComponentModel.DataAnnotations;
using Mosaic.WebSocketService.Authentication;

namespace Mosaic.Tests.WebSocketService.Authentication;

public sealed class AuthenticationOptionsTests
{
    private static readonly TestIssuer Issuer = new();

    public static TheoryData<string> Good => new()
    {
        Issuer.Jwks,
        new TestSecret().Jwks,
        new TestSecret(bytes: SigningKeySet.MinSecretBytes).Jwks,
        new TestSecret().Beside(Issuer.Jwks),
        Issuer.Jwks.Replace(",\"use\":\"sig\"", "", StringComparison.Ordinal),
    };

    [Theory, MemberData(nameof(Good))]
    public void Jwks_WithASigningKey_IsTaken(string jwks) => Assert.Empty(Refusals(jwks));

    public static TheoryData<string, string> Bad => new()
    {
        { "", "not JSON" },
        { "secret-as-it-stands", "not JSON" },
        { "{}", "no RSA, EC or symmetric key" },
        { """{"keys":[]}""", "no RSA, EC or symmetric key" },
        { """{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}""", "no RSA, EC or symmetric key" },
        { Issuer.Jwks.Replace("\"sig\"", "\"enc\"", StringComparison.Ordinal), "no RSA, EC or symmetric key" },
        { new TestSecret().Jwks.Replace("{\"kty\"", "{\"use\":\"enc\",\"kty\"", StringComparison.Ordinal), "no RSA, EC or symmetric key" },
        { new TestSecret(bytes: 31).Jwks, "31 bytes" },
        { new TestSecret(bytes: 31).Beside(Issuer.Jwks), "31 bytes" },
        { """{"keys":[{"kty":"oct"}]}""", "0 bytes" },
        { """{"keys":[{"kty":"oct","k":"not base64 url!"}]}""", "not base64url" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void Jwks_WithoutASigningKey_IsRefusedWithTheReasonAndNotTheSecret(string jwks, string why)
    {
        var refusal = Assert.Single(Refusals(jwks));

        Assert.StartsWith("Authentication:Jwks must be a JSON Web Key Set", refusal, StringComparison.Ordinal);
        Assert.Contains(why, refusal, StringComparison.Ordinal);
        Assert.True(jwks.Length == 0 || !refusal.Contains(jwks, StringComparison.Ordinal));
    }

    private static List<string> Refusals(string jwks)
    {
        var options = new AuthenticationOptions { Jwks = jwks };
        return [.. options.Validate(new ValidationContext(options)).Select(result => result.ErrorMessage!)];
    }
}
