using Microsoft.Extensions.Options;

namespace Mosaic.WebSocketService.Authentication;

/// <summary>The keys that device tokens are signed with.</summary>
internal interface ISigningKeys
{
    /// <summary>The keys to check a token with, null when they cannot be fetched at present.</summary>
    /// <param name="keyId">The token's <c>kid</c>; for one that is not known yet the keys are fetched anew, and when that fails it is not known whether it is one of them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<SigningKey>?> GetAsync(string? keyId, CancellationToken cancellationToken);
}

/// <summary>Keys from the configuration.</summary>
internal sealed partial class ConfiguredSigningKeys : ISigningKeys
{
    private readonly IReadOnlyList<SigningKey> _keys;

    public ConfiguredSigningKeys(IOptions<AuthenticationOptions> options, ILogger<ConfiguredSigningKeys> logger)
    {
        var set = SigningKeySet.ReadAll(options.Value.Jwks!);
        _keys = set.Keys;
        foreach (var malformed in set.Malformed)
        {
            Log.Malformed(logger, malformed);
        }
    }

    public ValueTask<IReadOnlyList<SigningKey>?> GetAsync(string? keyId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<SigningKey>?>(_keys);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A signing key of the configuration is left out, {Why}.")]
        public static partial void Malformed(ILogger logger, string why);
    }
}
