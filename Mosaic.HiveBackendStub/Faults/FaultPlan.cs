using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.HiveBackendStub.Http;

namespace Mosaic.HiveBackendStub.Faults;

/// <summary>How deliveries fail: the body of <c>PUT /faults</c>. The defaults change nothing.</summary>
internal sealed class FaultPlan
{
    private const int LongestDelay = 600_000;
    private const int LongestRetryAfter = 86_400;

    /// <summary>The HTTP status deliveries are answered with, 200 to 599. They are stored all the same when it is a 2xx.</summary>
    public int? Status { get; init; }

    /// <summary>The share of deliveries this happens to, 0 to 1, chosen at random.</summary>
    public double Share { get; init; } = 1;

    /// <summary>How long to wait before the answer, in milliseconds; alone, it only slows deliveries down.</summary>
    [JsonPropertyName("delayms")]
    public int DelayMs { get; init; }

    /// <summary>Whether to leave the call without an answer until the caller gives up. Goes before the status.</summary>
    public bool Hang { get; init; }

    /// <summary>Whether to abort the connection without an answer. Goes before the status.</summary>
    public bool Down { get; init; }

    /// <summary>The <c>Retry-After</c> of the answer, in seconds.</summary>
    [JsonPropertyName("retryafter")]
    public int? RetryAfter { get; init; }

    /// <summary>Only deliveries that hold an event of this device; all of them when absent.</summary>
    public string? Device { get; init; }

    [JsonIgnore]
    internal Guid? DeviceId => Http.Uuid.TryParse(Device, out var id) ? id : null;

    /// <summary>Whether a delivery this happens to is lost to the store.</summary>
    [JsonIgnore]
    internal bool Fails => Hang || Down || Status is not (null or (>= 200 and < 300));

    internal ProblemHttpResult? Check()
    {
        if (Status is < 200 or > 599)
        {
            return Problems.InvalidField("status", "must be an HTTP status, 200 to 599.");
        }

        if (Share is not (>= 0 and <= 1))
        {
            return Problems.InvalidField("share", "must be 0 to 1.");
        }

        if (DelayMs is < 0 or > LongestDelay)
        {
            return Problems.InvalidField("delayms", $"must be 0 to {LongestDelay}.");
        }

        if (Hang && Down)
        {
            return Problems.InvalidField("down", "and hang exclude each other.");
        }

        if (RetryAfter is < 0 or > LongestRetryAfter)
        {
            return Problems.InvalidField("retryafter", $"must be 0 to {LongestRetryAfter} seconds.");
        }

        return Device is not null && DeviceId is null ? Problems.InvalidField("device", "must be a UUID.") : null;
    }
}
