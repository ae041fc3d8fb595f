using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.Messaging;

/// <summary>How a service talks to RabbitMQ: section <c>Messaging</c> of the configuration.</summary>
public sealed class MessagingOptions
{
    /// <summary>The configuration section's name.</summary>
    public const string Section = "Messaging";

    /// <summary>This instance's name, part of its queues' names: unique among all running instances, so best not set for replicas.</summary>
    [Required, RegularExpression("^[A-Za-z0-9._-]{1,100}$", ErrorMessage = "1 to 100 letters, digits, '.', '_' or '-'")]
    public string Instance { get; set; } = $"{Environment.MachineName.ToLowerInvariant()}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>
    /// Further nodes of the RabbitMQ cluster that <c>ConnectionStrings:messaging</c> names one node of; user, password,
    /// virtual host and, unless given, the port are the same. A connection takes any node that answers.
    /// </summary>
    [RegularExpression(@"^\s*([\w.-]+|\[[\da-fA-F:.]+\])(:\d{1,5})?(\s*,\s*([\w.-]+|\[[\da-fA-F:.]+\])(:\d{1,5})?)*\s*$", ErrorMessage = "HOST or HOST:PORT, several separated by commas")]
    public string Nodes { get; set; } = "";

    /// <summary>
    /// How often RabbitMQ and this instance show each other that they live (AMQP heartbeats). A connection that is silent is lost
    /// to RabbitMQ after two to three of them, to this instance after three to four; keep that below <see cref="ConfirmTimeout"/>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many partitions <c>mosaic.device-to-hive</c> has. The same in every instance of both services; docs/operations.md says how to change it.</summary>
    [Range(1, 256), Unit("partitions")]
    public int Partitions { get; set; } = 8;

    /// <summary>Channels that publish side by side, for durable and for live messages each. Messages of one device always take the same one.</summary>
    [Range(1, 64), Unit("channels")]
    public int PublishChannels { get; set; } = 4;

    /// <summary>Unconfirmed messages a publishing channel may have; as many more may wait for it.</summary>
    [Range(1, 65_535), Unit("messages")]
    public int PublishWindow { get; set; } = 1024;

    /// <summary>Unacknowledged deliveries a consumer may hold.</summary>
    [Range(1, 65_535), Unit("messages")]
    public ushort Prefetch { get; set; } = 1000;

    /// <summary>How long a published message waits for RabbitMQ's confirmation.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long messages and sessions wait for a lost connection to come back before they fail.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan RecoveryTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Where <c>data</c> travels: the AMQP body, byte for byte, or a header like every other field. Headers are for
    /// integrators that read nothing else: larger data do not fit, and numbers and spacing are normalized.
    /// </summary>
    public DataPlacement DataIn { get; set; } = DataPlacement.Body;
}
