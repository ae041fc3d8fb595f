using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Deliver;

/// <summary>How device messages are delivered to the Hive Backend: section <c>Delivery</c> of the configuration.</summary>
internal sealed class DeliveryOptions
{
    public const string Section = "Delivery";

    /// <summary>Posts at a time, over all devices.</summary>
    [Range(1, 10_000), Unit("posts")]
    public int Concurrency { get; set; } = 64;

    /// <summary>How long the Hive Backend may take to answer a post.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The bound of the first retry's delay; it doubles with each further one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The bound of every retry's delay.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest <c>Retry-After</c> that is honoured. A longer one is cut: RabbitMQ takes messages back after 30 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:15:00")]
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a message is tried before it goes to the dead letters.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan RetryLimit { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Failed devices in a row, with no success in between, after which the whole Hive Backend counts as down.</summary>
    [Range(1, 10_000), Unit("devices")]
    public int DownAfterDevices { get; set; } = 5;

    /// <summary>How messages are put together.</summary>
    public BatchOptions Batch { get; set; } = new();

    /// <summary>The delay before the next retry: exponential backoff with full jitter.</summary>
    /// <param name="failures">How often it has failed, 1 or more.</param>
    /// <param name="random">From 0 to 1: the delay's part of its bound.</param>
    /// <param name="atMost">A lower bound than <see cref="LongestRetryDelay"/>, if any.</param>
    public TimeSpan RetryDelay(int failures, double random, TimeSpan? atMost = null)
    {
        var longest = atMost < LongestRetryDelay ? atMost.Value : LongestRetryDelay;
        var doublings = Math.Min(failures - 1, 40);
        var bound = Math.Min(FirstRetryDelay.TotalMilliseconds * Math.Pow(2, doublings), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(bound * random);
    }
}

/// <summary>How many messages share a post: section <c>Delivery:Batch</c>.</summary>
internal sealed class BatchOptions
{
    /// <summary>Messages in one post. With 1 every message is posted singly.</summary>
    [Range(1, 1000), Unit("messages")]
    public int MaxMessages { get; set; } = 1;

    /// <summary>Bytes in one post of several messages; a greater message is posted singly.</summary>
    [Range(1024, 64 * 1024 * 1024), Unit("bytes")]
    public int MaxBytes { get; set; } = 1024 * 1024;
}
