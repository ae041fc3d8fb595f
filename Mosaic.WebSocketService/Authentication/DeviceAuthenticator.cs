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
        if (string.IsNullOrEmpty(token) || token.Length > MaxTokenLength || !_handler.CanReadToken(token) || Read(token) is not { } header)
        {
            return Refuse("The token is not a JWT.");
        }

        // Extensions that must be understood (RFC 7515, section 4.1.11): none is.
        if (header.TryGetHeaderValue<object>("crit", out _))
        {
            return Refuse("The token's header has 'crit', and no extension is known here.");
        }

        if (!Algorithms.Contains(header.Alg))
        {
            return Refuse("The token's 'alg' is none that is taken here.");
        }

        var keyId = header.Kid is { Length: > 0 } kid ? kid : null;
        if (await keys.GetAsync(keyId, cancellationToken) is not { } signingKeys)
        {
            return default;
        }

        // Whoever names a key means that one, or one of those that have the name.
        var named = signingKeys.Where(key => keyId is null || key.KeyId == keyId).ToArray();
        return named.Length == 0
            ? Refuse("The token's 'kid' names none of the issuer's keys.")
            : await ValidateAsync(token, [.. named.Where(key => key.Fits(header.Alg))]);
    }

    /// <summary>Tries the keys, which may be several of one name, until one has signed the token.</summary>
    private async Task<AuthenticationResult> ValidateAsync(string token, IReadOnlyList<SigningKey> candidates)
    {
        foreach (var candidate in candidates)
        {
            var result = await _handler.ValidateTokenAsync(token, Parameters(candidate.Key));
            if (result.IsValid)
            {
                return Identify((JsonWebToken)result.SecurityToken);
            }

            if (Explain(result.Exception) is { } why)
            {
                return Refuse(why); // It has signed it.
            }
        }

        return Refuse("The token's signature is not valid.");
    }

    private static AuthenticationResult Identify(JsonWebToken jwt) => Uuid.TryParse(jwt.Subject, out var device)
        ? new AuthenticationResult(new DeviceIdentity(device, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero)), null)
        : Refuse("The token's 'sub' is not a UUID.");

    private JsonWebToken? Read(string token)
    {
        try
        {
            return _handler.ReadJsonWebToken(token);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private TokenValidationParameters Parameters(SecurityKey signingKey) => new()
    {
        // Without the resolver the library would look for the key's name itself, and try any key where it finds none.
        IssuerSigningKeyResolver = (_, _, _, _) => [signingKey],
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
        // The clock is moved, not the token's times: those may be the first or the last that there are.
        var now = time.GetUtcNow().UtcDateTime;
        var skew = options.Value.ClockSkew;
        return expires is { } end && now - skew < end && (notBefore is not { } start || now + skew >= start);
    }

    /// <summary>What is wrong with a token that a key has signed; null when it has not.</summary>
    private static string? Explain(Exception? exception) => exception switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenNoExpirationException
            => "The token has expired, is not valid yet, or has no 'exp'.",
        SecurityTokenInvalidAudienceException => "The token is for another audience.",
        SecurityTokenInvalidIssuerException => "The token is from another issuer.",
        _ => null,
    };

    private static AuthenticationResult Refuse(string why) => new(null, why);
}

/// <summary>What a token was found to be. Exactly one of the three.</summary>
/// <param name="Identity">Set when the token is good.</param>
/// <param name="Refusal">Set when it is bad: why, in words that carry nothing of the token.</param>
internal readonly record struct AuthenticationResult(DeviceIdentity? Identity, string? Refusal)
{
    /// <summary>Neither good nor bad: the issuer's keys cannot be fetched at present.</summary>
    public bool IsUndecided => Identity is null && Refusal is null;
}

/// <summary>Who a token speaks for and until when.</summary>
/// <param name="Device">The token's <c>sub</c>.</param>
/// <param name="Expires">The token's <c>exp</c> (RFC 7519, section 4.1.4).</param>
internal sealed record DeviceIdentity(Guid Device, DateTimeOffset Expires);
