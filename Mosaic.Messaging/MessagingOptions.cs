using System.ComponentModel.DataAnnotations;

namespace Mosaic.Messaging;

/// <summary>How a service talks to RabbitMQ: section <c>Messaging</c> of the configuration.</summary>
public sealed class MessagingOptions
{
    /// <summary>The configuration section's name.</summary>
    public const string Section = "Messaging";

    /// <summary>This instance's name, part of its queues' names: unique among all running instances. Generated when not given.</summary>
    [RegularExpression("^[A-Za-z0-9._-]{1,100}$")]
    public string Instance { get; set; } = $"{Environment.MachineName.ToLowerInvariant()}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>How many partitions <c>mosaic.device-to-hive</c> has, 1 to 256. The same in every service; see docs/operations.md to change it.</summary>
    [Range(1, 256)]
    public int Partitions { get; set; } = 8;

    /// <summary>Channels that publish side by side for one purpose, 1 to 64. Messages of one device always take the same one.</summary>
    [Range(1, 64)]
    public int PublishChannels { get; set; } = 4;

    /// <summary>Unconfirmed messages a publishing channel may have, 1 to 65,535.</summary>
    [Range(1, 65_535)]
    public int PublishWindow { get; set; } = 1024;

    /// <summary>Unacknowledged deliveries a consumer may hold, 1 to 65,535.</summary>
    [Range(1, 65_535)]
    public ushort Prefetch { get; set; } = 1000;

    /// <summary>How long a published message waits for RabbitMQ's confirmation, 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long messages wait for a lost connection to come back before they fail, 0 to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan RecoveryTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Where <c>data</c> travels: the AMQP body (byte for byte) or a header like every other field.</summary>
    public DataPlacement DataIn { get; set; } = DataPlacement.Body;
}
