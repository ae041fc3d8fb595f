using System.Buffers;
using System.Globalization;
using System.Text;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Reads what the Hive Backend says when it does not take a post.</summary>
internal static class RefusalAnswer
{
    private const int MaxDetailBytes = 1024;

    internal static async Task<PostAnswer> ReadAsync(
        HttpResponseMessage response, TimeSpan longestRetryAfter, TimeProvider time, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var retryAfter = RetryAfter(response, time.GetUtcNow()) is { } wait ? Min(wait, longestRetryAfter) : (TimeSpan?)null;
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
    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        if (!response.Headers.NonValidated.TryGetValues("Retry-After", out var values)) return null;
        var value = values.First().Trim();
        if (value.Length > 0 && !value.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        if (response.Headers.RetryAfter?.Date is not { } date) return null;
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

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
