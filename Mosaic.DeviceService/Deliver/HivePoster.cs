using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Deliver;

/// <summary>One post to the Hive Backend.</summary>
/// <param name="WebhookId">Its <c>webhook-id</c>: a UUID, the same on each try.</param>
/// <param name="ContentType">The media type of the body.</param>
/// <param name="Signed"><c>id.timestamp.body</c>, where the ten digits of the timestamp are written at each try.</param>
/// <param name="PrefixLength">Where the body begins in <paramref name="Signed"/>.</param>
/// <param name="TraceParent">W3C <c>traceparent</c> for the case that no activity is recorded.</param>
/// <param name="TraceState">W3C <c>tracestate</c> to go with it.</param>
internal readonly record struct HivePost(
    string WebhookId, string ContentType, Memory<byte> Signed, int PrefixLength, string? TraceParent = null, string? TraceState = null)
{
    public const string SingleType = "application/cloudevents+json";
    public const string BatchType = "application/cloudevents-batch+json";
}

/// <summary>Posts to the Hive Backend.</summary>
internal interface IHivePoster
{
    /// <summary>Makes one post and returns how it was answered. Never throws but for <paramref name="cancellationToken"/>.</summary>
    /// <param name="post">What to post.</param>
    /// <param name="cancellationToken">Cancelled when the service stops.</param>
    Task<PostAnswer> PostAsync(HivePost post, CancellationToken cancellationToken);
}

/// <summary>
/// Posts over HTTP, signed. Without HttpClient's handlers: retries, timeouts and their limits are this service's own
/// business (docs/hive-api.md), and the hot path pays for nothing else.
/// </summary>
internal sealed class HivePoster : IHivePoster, IDisposable
{
    // RFC 9110, section 5.5: what every HTTP implementation passes on unchanged.
    private static readonly SearchValues<char> VisibleAscii =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    /// <summary>What is read of a body that nobody needs, so that its connection can be used again; one with more is closed.</summary>
    private const int MaxDrainedBytes = 16 * 1024;

    private readonly ConcurrentBag<CancellationTokenSource> _timeouts = []; // For the next posts.
    private readonly HttpMessageInvoker _client;
    private readonly WebhookSigner _signer;
    private readonly HiveAddress _address;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _longestRetryAfter;
    private readonly TimeProvider _time;

    public HivePoster(HiveAddress address, WebhookSigner signer, IOptions<DeliveryOptions> options, TimeProvider time)
    {
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxResponseDrainSize = MaxDrainedBytes,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // Notices when the name gets another address.
        });
        _signer = signer;
        _address = address;
        _timeout = options.Value.Timeout;
        _longestRetryAfter = options.Value.LongestRetryAfter;
        _time = time;
    }

    public async Task<PostAnswer> PostAsync(HivePost post, CancellationToken cancellationToken)
    {
        var timeout = _timeouts.TryTake(out var spare) ? spare : new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        try
        {
            timeout.CancelAfter(_timeout);
            using var stopping = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
            using var request = Create(post, await _address.GetAsync(timeout.Token));
            using var response = await _client.SendAsync(request, timeout.Token);
            return response.IsSuccessStatusCode
                ? new PostAnswer((int)response.StatusCode)
                : await PostAnswer.ReadRefusalAsync(response, _longestRetryAfter, _time, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return PostAnswer.TimedOut;
        }
        catch (HttpRequestException e)
        {
            return PostAnswer.NotConnected($"The Hive Backend cannot be reached: {e.HttpRequestError}.");
        }
        catch (IOException)
        {
            return PostAnswer.NotConnected("The connection to the Hive Backend broke.");
        }
        finally
        {
            if (timeout.TryReset())
            {
                _timeouts.Add(timeout);
            }
            else
            {
                timeout.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        foreach (var timeout in _timeouts)
        {
            timeout.Dispose();
        }
    }

    private HttpRequestMessage Create(HivePost post, Uri address)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        now.TryFormat(post.Signed.Span.Slice(post.PrefixLength - 1 - DeliveryReader.TimestampDigits), out _, provider: CultureInfo.InvariantCulture);

        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(post.Signed[post.PrefixLength..]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", post.ContentType);
        var headers = request.Headers;
        headers.TryAddWithoutValidation("webhook-id", post.WebhookId);
        headers.TryAddWithoutValidation("webhook-timestamp", now.ToString(CultureInfo.InvariantCulture));
        headers.TryAddWithoutValidation("webhook-signature", _signer.Sign(post.Signed.Span));
        if (Activity.Current is null && post.TraceParent is { } parent && IsHeaderSafe(parent))
        {
            headers.TryAddWithoutValidation(Fields.TraceParent, parent);
            if (post.TraceState is { } state && IsHeaderSafe(state))
            {
                headers.TryAddWithoutValidation(Fields.TraceState, state);
            }
        }

        return request;
    }

    private static bool IsHeaderSafe(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(VisibleAscii);
}
