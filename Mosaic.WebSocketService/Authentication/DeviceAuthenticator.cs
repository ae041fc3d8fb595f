using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Mosaic.Messaging;

namespace Mosaic.WebSocketService.Authentication;

/// <summary>Checks a device's token: a JWT (RFC 7519) with <c>sub</c>, <c>aud</c> and <c>exp</c>, signed by a known key.</summary>
internal sealed class DeviceAuthenticator(ISigningKeys keys, IOptions<AuthenticationOptions> options, TimeProvider time)
{
    private const int MaxTokenLength = 8192;

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxTokenLength, MapInboundClaims = false };

    /// <summary>Checks a token. Never throws for what the token is.</summary>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token) || token.Length > MaxTokenLength || !_handler.CanReadToken(token) || !TryReadKeyId(token, out var keyId))
        {
            return Refuse("The token is not a JWT.");
        }

        if (await keys.GetAsync(keyId, cancellationToken) is not { } signingKeys)
        {
            return default;
        }

        var result = await _handler.ValidateTokenAsync(token, Parameters(signingKeys));
        if (!result.IsValid)
        {
            return Refuse(Explain(result.Exception));
        }

        var jwt = (JsonWebToken)result.SecurityToken;
        return Uuid.TryParse(jwt.Subject, out var device)
            ? new AuthenticationResult(new DeviceIdentity(device, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero)), null)
            : Refuse("The token's 'sub' is not a UUID.");
    }

    private bool TryReadKeyId(string token, out string? keyId)
    {
        keyId = null;
        try
        {
            keyId = _handler.ReadJsonWebToken(token).Kid is { Length: > 0 } kid ? kid : null;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private TokenValidationParameters Parameters(IReadOnlyList<SecurityKey> signingKeys) => new()
    {
        IssuerSigningKeys = signingKeys,
        RequireSignedTokens = true,
        ValidAlgorithms = Algorithms,
        ValidAudience = options.Value.Audience,
        RequireAudience = true,
        ValidateIssuer = options.Value.Issuer is not null,
        ValidIssuer = options.Value.Issuer,
        RequireExpirationTime = true,
        LifetimeValidator = IsAlive,
    };

    private bool IsAlive(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var skew = options.Value.ClockSkew;
        return expires is { } end && now < end + skew && (notBefore is not { } start || now >= start - skew);
    }

    private static string Explain(Exception? exception) => exception switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenNoExpirationException
            => "The token has expired, is not valid yet, or has no 'exp'.",
        SecurityTokenInvalidAudienceException => "The token is for another audience.",
        SecurityTokenInvalidIssuerException => "The token is from another issuer.",
        _ => "The token's signature is not valid.",
    };

    private static AuthenticationResult Refuse(string why) => new(null, why);
}
