using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mosaic.HiveBackendStub.Devices;

/// <summary>Issues device tokens: JWTs signed with ES256 (RFC 7519, RFC 7518 section 3.4).</summary>
internal sealed class TokenIssuer(SigningKey key, TimeProvider time)
{
    internal const string Issuer = "hive-backend-stub";
    internal const string Audience = "mosaic";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly Lock _signing = new();

    internal DeviceToken Issue(Guid device, TimeSpan lifetime)
    {
        // The claims hold whole seconds, and so does what we say about them.
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var subject = device.ToString("D");
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Subject = new ClaimsIdentity([new Claim(JwtRegisteredClaimNames.Sub, subject)]),
            IssuedAt = now.UtcDateTime,
            Expires = (now + lifetime).UtcDateTime,
            SigningCredentials = key.Credentials,
        };

        // One ECDsa instance is not documented as safe for use by several threads at once.
        lock (_signing)
        {
            return new DeviceToken(subject, _handler.CreateToken(descriptor), now + lifetime);
        }
    }
}

/// <summary>The answer with a device's token.</summary>
/// <param name="Device">The device's UUID, lower case.</param>
/// <param name="Token">The JWT.</param>
/// <param name="Expires">When it runs out, to the second.</param>
internal sealed record DeviceToken(string Device, string Token, DateTimeOffset Expires);
