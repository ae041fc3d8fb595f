using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Mosaic.WebSocketService.Authentication;

/// <summary>
/// Keys that the issuer publishes. Kept, and fetched anew when they are old or a token names a key that is not among
/// them; kept on when the issuer cannot be reached. At most one fetch a second, whatever tokens are thrown at the service.
/// </summary>
internal sealed partial class JwksSigningKeys(
    IHttpClientFactory clients,
    IOptions<AuthenticationOptions> options,
    TimeProvider time,
    ILogger<JwksSigningKeys> logger) : ISigningKeys
{
    public const string ClientName = "jwks";

    private static readonly TimeSpan FetchInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private IReadOnlyList<SecurityKey>? _keys;
    private Task? _fetching;
    private long _fetchedAt;
    private long _startedAt;

    public async ValueTask<IReadOnlyList<SecurityKey>?> GetAsync(string? keyId, CancellationToken cancellationToken)
    {
        var keys = _keys;
        if (keys is null || !Knows(keys, keyId))
        {
            await FetchAsync().WaitAsync(cancellationToken);
            return _keys;
        }

        if (time.GetElapsedTime(_fetchedAt) > options.Value.KeysMaxAge)
        {
            _ = FetchAsync(); // Nobody waits: the keys at hand are good. It logs its own failure and never throws.
        }

        return keys; // Not what may have come meanwhile: the key asked for is among these.
    }

    private static bool Knows(IReadOnlyList<SecurityKey> keys, string? keyId) => keyId is null || keys.Any(key => key.KeyId == keyId);

    /// <summary>The fetch under way or a new one.</summary>
    private Task FetchAsync()
    {
        lock (_lock)
        {
            if (_fetching is null or { IsCompleted: true })
            {
                _fetching = Task.Run(FetchOnceAsync);
            }

            return _fetching;
        }
    }

    private async Task FetchOnceAsync()
    {
        if (_startedAt != 0 && FetchInterval - time.GetElapsedTime(_startedAt) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, time);
        }

        _startedAt = time.GetTimestamp();
        try
        {
            using var timeout = new CancellationTokenSource(FetchTimeout, time);
            using var client = clients.CreateClient(ClientName);
            var json = await client.GetStringAsync(options.Value.JwksUrl, timeout.Token);

            // A published secret is no secret: only public keys count here.
            var keys = SigningKeySet.ReadPublic(json);
            if (keys.Count == 0)
            {
                // Nobody rotates to nothing; taken for one, it would turn every device away for good.
                throw new InvalidDataException("The issuer's answer holds no public key.");
            }

            _fetchedAt = time.GetTimestamp();
            _keys = keys;
            Log.Fetched(logger, keys.Count);
        }
        catch (Exception e)
        {
            Log.FetchFailed(logger, _keys is not null, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The issuer publishes {Count} signing keys.")]
        public static partial void Fetched(ILogger logger, int count);

        [LoggerMessage(2, LogLevel.Warning, "The issuer's signing keys cannot be fetched. Older keys are there and used on: {HasKeys}.")]
        public static partial void FetchFailed(ILogger logger, bool hasKeys, Exception exception);
    }
}
