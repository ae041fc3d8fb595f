using System.Net;
using Microsoft.Extensions.Options;

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
    private IReadOnlyList<SigningKey>? _keys;
    private IReadOnlyList<string> _malformed = [];
    private Task<bool>? _fetching;
    private long _fetchedAt;
    private long _startedAt;

    public async ValueTask<IReadOnlyList<SigningKey>?> GetAsync(string? keyId, CancellationToken cancellationToken)
    {
        var keys = _keys;
        if (keys is null || !Knows(keys, keyId))
        {
            // A key that was not to be asked for may be a new one: that is not known, while one that is not published is no key.
            var isFetched = await FetchAsync().WaitAsync(cancellationToken);
            return _keys is { } now && (isFetched || Knows(now, keyId)) ? now : null;
        }

        if (time.GetElapsedTime(_fetchedAt) > options.Value.KeysMaxAge)
        {
            _ = FetchAsync(); // Nobody waits: the keys at hand are good. It logs its own failure and never throws.
        }

        return keys; // Not what may have come meanwhile: the key asked for is among these.
    }

    private static bool Knows(IReadOnlyList<SigningKey> keys, string? keyId) => keyId is null || keys.Any(key => key.KeyId == keyId);

    /// <summary>The fetch under way or a new one; whether it succeeded.</summary>
    private Task<bool> FetchAsync()
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

    private async Task<bool> FetchOnceAsync()
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
            using var answer = await client.GetAsync(options.Value.JwksUrl, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            if (answer.StatusCode != HttpStatusCode.NotModified || _keys is null)
            {
                Take(SigningKeySet.ReadPublic(await JwksAnswer.ReadAsync(answer, timeout.Token)));
            }

            _fetchedAt = time.GetTimestamp();
            return true;
        }
        catch (Exception e)
        {
            Log.FetchFailed(logger, _keys is not null, e);
            return false;
        }
    }

    private void Take(SigningKeySet set)
    {
        // A published secret is no secret: only public keys are read here.
        if (set.Keys.Count == 0)
        {
            // Nobody rotates to nothing; taken for one, it would turn every device away for good.
            throw new InvalidDataException("The issuer's answer holds no public key.");
        }

        foreach (var malformed in set.Malformed.Except(_malformed))
        {
            Log.Malformed(logger, malformed);
        }

        _malformed = set.Malformed;
        _keys = set.Keys;
        Log.Fetched(logger, set.Keys.Count);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The issuer publishes {Count} signing keys.")]
        public static partial void Fetched(ILogger logger, int count);

        [LoggerMessage(3, LogLevel.Warning, "A signing key that the issuer publishes is left out, {Why}.")]
        public static partial void Malformed(ILogger logger, string why);

        [LoggerMessage(2, LogLevel.Warning, "The issuer's signing keys cannot be fetched. Older keys are there and used on: {HasKeys}.")]
        public static partial void FetchFailed(ILogger logger, bool hasKeys, Exception exception);
    }
}
