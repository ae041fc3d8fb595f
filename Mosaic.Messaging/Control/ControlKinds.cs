using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>What a message on <see cref="Topology.Control"/> is: its <c>kind</c>, also the AMQP property <c>type</c>.</summary>
public static class ControlKinds
{
    /// <summary>A <see cref="SessionAnnouncement"/>.</summary>
    public const string Session = "session";

    /// <summary>An <see cref="InstanceLife"/>: an instance of the WebSocket Service lives. Sent every <see cref="HeartbeatInterval"/>.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>Every instance of the WebSocket Service is to announce its live sessions again.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>The Device Service instance that watches the others marks the time, every <see cref="HeartbeatInterval"/>: field <c>instance</c>.</summary>
    public const string Watch = "watch";

    /// <summary>An <see cref="InstanceLoss"/>: sessions of an instance are over.</summary>
    public const string Lost = "lost";

    /// <summary>The <see cref="InstanceLoss"/> again: its events are in RabbitMQ.</summary>
    public const string Told = "told";

    /// <summary>An instance of the Device Service consumes every partition: field <c>instance</c>. Sent regularly.</summary>
    public const string Consuming = "consuming";

    /// <summary>An instance of the Device Service is about to stop consuming: field <c>instance</c>.</summary>
    public const string Leaving = "leaving";

    /// <summary>Says nothing: an instance of the Device Service that reads it again has read all that was said before. Field <c>id</c>.</summary>
    public const string Mark = "mark";

    /// <summary>The field that names the instance.</summary>
    public const string InstanceField = "instance";

    /// <summary>Whether a message is of one of these kinds but not what that kind has to be. Others are for later versions to know.</summary>
    internal static bool IsUnreadable(IReadOnlyBasicProperties properties) => properties.Type switch
    {
        Session => SessionAnnouncement.Read(properties) is null,
        Heartbeat => InstanceLife.Read(properties) is null,
        Lost or Told => InstanceLoss.Read(properties) is null,
        Watch or Consuming or Leaving => properties.Headers.Text(InstanceField) is null,
        Snapshot => false,
        null => true,
        _ => false,
    };

    /// <summary>How often a <see cref="Heartbeat"/> is sent. An instance that is silent for three of them is taken for gone.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(5);
}
