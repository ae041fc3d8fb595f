using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using Mosaic.WebSocketService.Authentication;

namespace Mosaic.Tests.WebSocketService.Authentication;

public sealed class DeviceAuthenticatorTests
{
    private static readonly Guid Device = Guid.Parse("c0ffee00-1234-4abc-8def-0123456789ab");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly TestIssuer _issuer = new();

    [Fact]
    public async Task Token_Good_SaysWhoAndUntilWhen()
    {
        var result = await AuthenticateAsync(_issuer.Sign(Claims()));

        Assert.Equal(new DeviceIdentity(Device, _time.GetUtcNow().AddHours(1)), result.Identity);
        Assert.Null(result.Refusal);
    }

    [Fact]
    public async Task Token_ForSeveralAudiences_IsGood() =>
        Assert.NotNull((await AuthenticateAsync(_issuer.Sign(Claims(c => c["aud"] = new[] { "other", "mosaic" })))).Identity);

    [Theory]
    [InlineData(-4, true)]
    [InlineData(-5, false)]
    [InlineData(-3600, false)]
    public async Task Token_Expired_IsTakenWithinTheSkewOnly(int seconds, bool good) =>
        Assert.Equal(good, (await AuthenticateAsync(_issuer.Sign(Claims(c => c["exp"] = Seconds(seconds))))).Identity is not null);

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task Token_NotValidYet_IsTakenWithinTheSkewOnly(int seconds, bool good) =>
        Assert.Equal(good, (await AuthenticateAsync(_issuer.Sign(Claims(c => c["nbf"] = Seconds(seconds))))).Identity is not null);

    public static TheoryData<string, object?> BadClaims => new()
    {
        { "exp", null },
        { "aud", null },
        { "aud", "other" },
        { "sub", null },
        { "sub", "not-a-uuid" },
        { "sub", " c0ffee00-1234-4abc-8def-0123456789ab" },
        { "sub", "c0ffee00-1234-4abc-8def-0123456789ab\n" },
        { "sub", "+0ffee00-1234-4abc-8def-0123456789ab" },
        { "sub", "0xffee00-1234-4abc-8def-0123456789ab" },
        { "sub", "c0ffee00-+234-4abc-8def-0123456789ab" },
        { "sub", "c0ffee0012344abc8def0123456789ab" },
        { "sub", "" },
    };

    [Theory, MemberData(nameof(BadClaims))]
    public async Task Token_WithABadClaim_IsRefused(string claim, object? value) => await AssertRefusedAsync(_issuer.Sign(Claims(c => c[claim] = value)));

    [Theory]
    [InlineData("exp", "253402300799", true)] // The last second that a DateTime has.
    [InlineData("exp", "9223372036854775807", true)]
    [InlineData("exp", "1e300", null)]
    [InlineData("exp", "-9223372036854775808", false)]
    [InlineData("exp", "\"soon\"", false)]
    [InlineData("exp", "[]", false)]
    [InlineData("exp", "null", false)]
    [InlineData("nbf", "-62135596800", true)]
    [InlineData("nbf", "-9223372036854775808", true)]
    [InlineData("nbf", "9223372036854775807", false)]
    [InlineData("nbf", "\"soon\"", null)]
    [InlineData("iat", "1e300", null)]
    [InlineData("aud", "[1,null,{}]", false)]
    [InlineData("aud", "{}", false)]
    [InlineData("sub", "7", false)]
    [InlineData("sub", "[]", false)]
    [InlineData("sub", "\"\\ud800\"", false)]
    [InlineData("iss", "{}", null)]
    [InlineData("x\\ud800", "1", null)]
    public async Task Token_WithAnOddClaim_IsJudgedAndNeverThrows(string claim, string value, bool? good)
    {
        var claims = new Dictionary<string, string> { ["sub"] = $"\"{Device}\"", ["aud"] = "\"mosaic\"", ["exp"] = $"{Seconds(3600)}", [claim] = value };
        var payload = $"{{{string.Join(',', claims.Select(entry => $"\"{entry.Key}\":{entry.Value}"))}}}";
        var result = await AuthenticateAsync(SignRaw("""{"alg":"ES256","kid":"key-1"}""", payload));

        Assert.True(result.Identity is null != result.Refusal is null);
        Assert.Equal(good ?? result.Identity is not null, result.Identity is not null);
    }

    [Theory]
    [InlineData("""{"alg":5,"kid":"key-1"}""")]
    [InlineData("""{"alg":"","kid":"key-1"}""")]
    [InlineData("""{"alg":"E","kid":"key-1"}""")]
    [InlineData("""{"alg":["ES256"],"kid":"key-1"}""")]
    [InlineData("""{"kid":"key-1"}""")]
    [InlineData("""{"alg":"ES256","kid":7}""")]
    [InlineData("""{"alg":"ES256","kid":["key-1"]}""")]
    [InlineData("""{"alg":"ES256","kid":"\ud800"}""")]
    [InlineData("""{"alg":"ES384","kid":"key-1"}""")]
    [InlineData("""{"alg":"none","kid":"key-1"}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("""{""")]
    public async Task Token_WithAnOddHeader_IsRefused(string header) => await AssertRefusedAsync(SignRaw(header));

    [Fact]
    public async Task Token_OfAnotherKey_IsRefused()
    {
        await AssertRefusedAsync(new TestIssuer("key-1").Sign(Claims()));
        await AssertRefusedAsync(new TestIssuer("key-2").Sign(Claims()));
    }

    [Fact]
    public async Task Token_Unsigned_IsRefused() => await AssertRefusedAsync(TestIssuer.Unsigned(Claims()));

    [Fact]
    public async Task Token_SignedWithThePublicKeyAsASecret_IsRefused() => await AssertRefusedAsync(_issuer.Sign(Claims(),
        new SigningCredentials(new SymmetricSecurityKey(_issuer.PublicKeyBytes) { KeyId = "key-1" }, SecurityAlgorithms.HmacSha256)));

    [Theory]
    [InlineData(SecurityAlgorithms.HmacSha256)]
    [InlineData(SecurityAlgorithms.HmacSha384)]
    [InlineData(SecurityAlgorithms.HmacSha512)]
    public async Task Token_SignedWithAConfiguredSecret_IsGood(string algorithm)
    {
        var secret = new TestSecret();

        Assert.Equal(Device, (await AuthenticateAsync(_issuer.Sign(Claims(), secret.Credentials(algorithm)), secret.Jwks)).Identity?.Device);
        Assert.Equal(Device, (await AuthenticateAsync(_issuer.Sign(Claims(), secret.Credentials(algorithm)), secret.Beside(_issuer.Jwks))).Identity?.Device);
    }

    [Fact]
    public async Task Token_OfAnotherSecret_IsRefused()
    {
        var secret = new TestSecret();
        var other = new TestSecret();

        await AssertRefusedAsync(_issuer.Sign(Claims(), other.Credentials()), secret.Jwks);
        await AssertRefusedAsync(TestIssuer.Unsigned(Claims()), secret.Jwks);
        await AssertRefusedAsync(_issuer.Sign(Claims()), secret.Jwks);
    }

    [Fact]
    public async Task Token_SignedWithAnRsaPublicKeyAsASecret_IsRefused()
    {
        using var rsa = RSA.Create(2048);
        var jwks = TestSecret.SetOf(rsa, "key-1");

        foreach (var bytes in new[] { rsa.ExportSubjectPublicKeyInfo(), rsa.ExportRSAPublicKey(), Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), rsa.ExportParameters(false).Modulus! })
        {
            foreach (var id in new[] { "key-1", null })
            {
                await AssertRefusedAsync(_issuer.Sign(Claims(), new SigningCredentials(new SymmetricSecurityKey(bytes) { KeyId = id }, SecurityAlgorithms.HmacSha256)), jwks);
            }
        }

        Assert.NotNull((await AuthenticateAsync(_issuer.Sign(Claims(), new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = "key-1" }, SecurityAlgorithms.RsaSha256)), jwks)).Identity);
    }

    [Theory]
    [InlineData("""{"alg":"ES256","kid":"key-1","crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"ES256","kid":"key-1","crit":["b64"],"b64":true}""")]
    [InlineData("""{"alg":"ES256","kid":"key-1","crit":[]}""")]
    [InlineData("""{"alg":"ES256","kid":"key-1","crit":null}""")]
    public async Task Token_WithCriticalExtensions_IsRefused(string header) => await AssertRefusedAsync(SignRaw(header), why: "crit");

    [Fact]
    public async Task Token_SignedAsTheOthersOfCrit_IsGoodWithoutIt() =>
        Assert.NotNull((await AuthenticateAsync(SignRaw("""{"alg":"ES256","kid":"key-1"}"""))).Identity);

    [Fact]
    public async Task Token_WhoseKidNamesSeveralKeys_IsGoodWhicheverOfThemHasSigned()
    {
        using var rsa = RSA.Create(2048);
        var others = new[] { new TestIssuer(), new TestIssuer() };
        var rsaKey = TestSecret.SetOf(rsa, "key-1");
        var jwks = $$"""{"keys":[{{string.Join(',', [Inner(rsaKey), .. others.Select(other => Inner(other.Jwks)), Inner(_issuer.Jwks)])}}]}""";

        foreach (var issuer in (TestIssuer[])[_issuer, .. others])
        {
            Assert.NotNull((await AuthenticateAsync(issuer.Sign(Claims()), jwks)).Identity);
        }

        foreach (var algorithm in new[] { SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha512 })
        {
            Assert.NotNull((await AuthenticateAsync(_issuer.Sign(Claims(), new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = "key-1" }, algorithm)), jwks)).Identity);
        }

        await AssertRefusedAsync(new TestIssuer().Sign(Claims()), jwks, "signature");
        await AssertRefusedAsync(others[1].Sign(Claims(c => c["aud"] = "other")), jwks, "audience");
    }

    [Fact]
    public async Task Token_WithAnUnknownKid_IsRefusedThoughAKeyOfTheSetHasSigned()
    {
        await AssertRefusedAsync(SignRaw("""{"alg":"ES256","kid":"unknown"}"""), why: "kid");
        await AssertRefusedAsync(SignRaw("""{"alg":"ES256","kid":"KEY-1"}"""), why: "kid");
        await AssertRefusedAsync(SignRaw("""{"alg":"ES256","kid":"key-1"}"""), _issuer.Jwks.Replace("\"kid\":\"key-1\",", "", StringComparison.Ordinal), "kid");
        Assert.NotNull((await AuthenticateAsync(SignRaw("""{"alg":"ES256"}"""))).Identity);
    }

    [Fact]
    public async Task Token_WithAnotherAlgorithmThanItsKeyIsFor_IsRefused() =>
        await AssertRefusedAsync(_issuer.Sign(Claims()), _issuer.Jwks.Replace("\"ES256\"", "\"ES384\"", StringComparison.Ordinal));

    public static TheoryData<string> MalformedKeys =>
    [
        "5", "null", "\"key\"", "{}",
        """{"kty":5}""",
        """{"kty":"RSA"}""",
        """{"kty":"RSA","kid":7,"n":"AQAB","e":"AQAB"}""",
        """{"kty":"RSA","kid":"key-1","n":"!","e":"AQAB"}""",
        """{"kty":"RSA","kid":"key-1","n":"","e":"AQAB"}""",
        """{"kty":"RSA","kid":"key-1","n":["AQAB"],"e":"AQAB"}""",
        """{"kty":"EC","kid":"key-1","crv":"P-256","x":"AQAB","y":"AQAB"}""",
        """{"kty":"EC","kid":"key-1","crv":"secp256k1","x":"AQAB","y":"AQAB"}""",
        """{"kty":"EC","kid":"key-1","crv":"P-256","x5c":"text","x":"AQAB"}""",
        """{"kty":"OKP","kid":"key-1","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""",
        """{"kty":"EC","use":7,"kid":"key-1","crv":"P-256"}""",
        """{"kty":"EC","alg":7,"kid":"key-1","crv":"P-256","x":"AQAB","y":"AQAB"}""",
        """{"kty":"RSA","kid":"\ud800","n":"AQAB","e":"AQAB"}""",
        """{"kty":"\ud800"}""",
        """{"\ud800":1,"k\udc00":2,"kty":"\ud800\u0041"}""",
        """{"\ud800":1,"k\udc00":2,"kt\ud800":3,"kid":"key-1"}""",
        """{"kty":"RSA","kid":"key-1","n":"\udfff","e":"AQAB"}""",
        """{"kty":"RSA","kid":"key-1","n":"AQAB","e":"AQAB"}""",
        """{"kty":"RSA","kid":"key-1","n":"AA","e":"AA"}""",
        """{"kty":"RSA","kid":"key-1","n":"AQ","e":"AQABAQABAQABAQABAQABAQAB"}""",
        """{"kty":"RSA","kid":"key-1","n":"é","e":"AQAB"}""",
        """{"kty":"RSA","kid":"key-1","n":"A","e":"AQAB"}""",
        """{"kty":"EC","kid":"key-1","crv":"P-256","x":"AA","y":"AQABAQABAQAB"}""",
        """{"kty":"EC","kid":"key-1","crv":"P-521","x":"AQAB","y":"AQAB"}""",
        """{"kty":"RSA","kid":"key-1","key_ops":["\ud800"],"n":"AQAB","e":"AQAB"}""",
        $$"""{"kty":"RSA","kid":"key-1","x5c":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}""",
    ];

    [Theory, MemberData(nameof(MalformedKeys))]
    public async Task Token_WithAKeyThatIsMalformedBesideItsOwn_IsGood(string malformed)
    {
        foreach (var keys in new[] { $"{malformed},{Inner(_issuer.Jwks)}", $"{Inner(_issuer.Jwks)},{malformed}" })
        {
            Assert.NotNull((await AuthenticateAsync(_issuer.Sign(Claims()), $$"""{"keys":[{{keys}}]}""")).Identity);
        }
    }

    [Fact]
    public async Task Token_OfAKeyWithMembersThatAreNotNeededAndMalformed_IsGood() =>
        Assert.NotNull((await AuthenticateAsync(_issuer.Sign(Claims()), _issuer.Jwks.Replace("{\"kty\"", "{\"x5c\":\"text\",\"x5t\":7,\"kty\"", StringComparison.Ordinal))).Identity);

    [Fact]
    public async Task Token_Changed_IsRefused()
    {
        var parts = _issuer.Sign(Claims()).Split('.');
        var other = _issuer.Sign(Claims(c => c["sub"] = Guid.Empty.ToString())).Split('.');

        await AssertRefusedAsync($"{parts[0]}.{other[1]}.{parts[2]}");
        await AssertRefusedAsync($"{parts[0]}.{parts[1]}.");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.\u0000")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.bm90IGpzb24.AAAA")]
    public async Task Token_Garbage_IsRefused(string? token) => await AssertRefusedAsync(token);

    [Fact]
    public async Task Token_OfAHundredKilobytes_IsRefused() => await AssertRefusedAsync(_issuer.Sign(Claims(c => c["big"] = new string('x', 100_000))));

    private static Dictionary<string, object?> With(Dictionary<string, object?> claims, Action<Dictionary<string, object?>>? change)
    {
        change?.Invoke(claims);
        return claims;
    }

    private Dictionary<string, object?> Claims(Action<Dictionary<string, object?>>? change = null) =>
        With(new() { ["sub"] = Device.ToString(), ["aud"] = "mosaic", ["exp"] = Seconds(3600) }, change);

    private long Seconds(int fromNow) => _time.GetUtcNow().AddSeconds(fromNow).ToUnixTimeSeconds();

    /// <summary>The only key of a set.</summary>
    private static string Inner(string jwks) => jwks["{\"keys\":[".Length..^2];

    private string SignRaw(string header, string? payload = null)
    {
        var signed = $"{Base64UrlEncoder.Encode(header)}.{(payload is null ? _issuer.Sign(Claims()).Split('.')[1] : Base64UrlEncoder.Encode(payload))}";
        var signature = ((ECDsaSecurityKey)_issuer.Credentials.Key).ECDsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return $"{signed}.{Base64UrlEncoder.Encode(signature)}";
    }

    private async Task AssertRefusedAsync(string? token, string? jwks = null, string? why = null)
    {
        var result = await AuthenticateAsync(token, jwks);

        Assert.Contains(why ?? "", result.Refusal, StringComparison.Ordinal);

        Assert.Null(result.Identity);
        Assert.False(string.IsNullOrEmpty(result.Refusal));
        Assert.True(string.IsNullOrEmpty(token) || !result.Refusal!.Contains(token, StringComparison.Ordinal));
    }

    private ValueTask<AuthenticationResult> AuthenticateAsync(string? token, string? jwks = null)
    {
        var options = Options.Create(new AuthenticationOptions { Jwks = jwks ?? _issuer.Jwks });
        return new DeviceAuthenticator(new ConfiguredSigningKeys(options, NullLogger<ConfiguredSigningKeys>.Instance), options, _time).AuthenticateAsync(token, default);
    }
}
