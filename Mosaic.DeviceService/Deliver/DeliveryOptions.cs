using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Deliver;

/// <summary>How device messages are delivered to the Hive Backend: section <c>Delivery</c> of the configuration.</summary>
internal sealed class DeliveryOptions
{
    internal const string Section = "Delivery";

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
}
