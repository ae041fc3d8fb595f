using System.Buffers;
using System.Globalization;
using System.Text;

namespace Mosaic.DeviceService.Deliver;

/// <summary>What becomes of a message after a post.</summary>
internal enum DeliveryVerdict
{
    /// <summary>The Hive Backend has it.</summary>
    Delivered,

    /// <summary>It is tried again; the device's later messages wait.</summary>
    Retry,

    /// <summary>The Hive Backend will never take it: dead-lettered.</summary>
    Reject,
}

/// <summary>How the Hive Backend answered a post, or that it did not.</summary>
/// <param name="Status">The HTTP status; 0 when there was no answer.</param>
/// <param name="RetryAfter">How long it asked to wait, if it did.</param>
/// <param name="Detail">The beginning of a refusal's body, or why there was no answer.</param>
internal readonly record struct PostAnswer(int Status, TimeSpan? RetryAfter = null, string? Detail = null)
{
    /// <summary>No answer in time.</summary>
    public static readonly PostAnswer TimedOut = new(0, Detail: "The Hive Backend did not answer in time.");

    private const int MaxDetailBytes = 1024;

    /// <summary>What the answer means: the table of docs/hive-api.md.</summary>
    public DeliveryVerdict Verdict => Status switch
    {
        >= 200 and < 300 => DeliveryVerdict.Delivered,
        0 or 408 or 425 or 429 or >= 500 => DeliveryVerdict.Retry,
        _ => DeliveryVerdict.Reject,
    };

    /// <summary>Whether it may mean that the whole Hive Backend is down, and not just this message's handling.</summary>
    public bool SuggestsDown => Status is 0 or 503;

    /// <summary>No connection, or it broke before the answer.</summary>
    public static PostAnswer NotConnected(string reason) => new(0, Detail: reason);

    /// <summary>Reads what the Hive Backend answers when it does not take a post.</summary>
    public static async Task<PostAnswer> ReadRefusalAsync(
        HttpResponseMessage response, TimeSpan longestRetryAfter, TimeProvider time, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var retryAfter = ReadRetryAfter(response, time.GetUtcNow());
        if (retryAfter > longestRetryAfter)
        {
            retryAfter = longestRetryAfter;
        }

        try
        {
            return new PostAnswer(status, retryAfter, await ReadDetailAsync(response, cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The status has come and decides; its text only helps a person.
            return new PostAnswer(status, retryAfter);
        }
    }

    // RFC 9110, section 10.2.3: seconds, of any number of digits, or a date.
    private static TimeSpan? ReadRetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        if (!response.Headers.NonValidated.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        var value = values.First().Trim();
        if (value.Length > 0 && !value.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        }

        if (response.Headers.RetryAfter?.Date is not { } date)
        {
            return null;
        }

        return date > now ? date - now : TimeSpan.Zero;
    }

    private static async Task<string?> ReadDetailAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxDetailBytes);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var read = await body.ReadAtLeastAsync(buffer.AsMemory(0, MaxDetailBytes), MaxDetailBytes, throwOnEndOfStream: false, cancellationToken);
            return read == 0 ? null : Encoding.UTF8.GetString(buffer, 0, read);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
