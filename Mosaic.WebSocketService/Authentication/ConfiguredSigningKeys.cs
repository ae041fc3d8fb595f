using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Mosaic.WebSocketService.Authentication;

/// <summary>Keys from the configuration.</summary>
internal sealed class ConfiguredSigningKeys(IOptions<AuthenticationOptions> options) : ISigningKeys
{
    private readonly IReadOnlyList<SecurityKey> _keys = SigningKeySet.ReadAll(options.Value.Jwks!);

    public ValueTask<IReadOnlyList<SecurityKey>?> GetAsync(string? keyId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<SecurityKey>?>(_keys);
}
