using Mosaic.Messaging;
using Mosaic.WebSocketService.Sessions;

namespace Mosaic.WebSocketService.Relay;

/// <summary>A message of a device on its way to RabbitMQ. Used again for the next one.</summary>
internal sealed class UplinkMessage(Uplink uplink) : OutgoingMessage
{
    /// <summary>Whose it is.</summary>
    public DeviceSession? Session { get; set; }

    /// <summary>The id that the device gave, and with it the wish for an ack; null when it gave none.</summary>
    public string? AckId { get; set; }

    /// <summary>What stands for <see cref="AckId"/> among the session's <see cref="RecentIds"/>.</summary>
    public UInt128 AckKey { get; set; }

    /// <summary>Whether it goes straight to a waiting call, and not to the partitions.</summary>
    public bool IsReply { get; set; }

    protected override void Completed(PublishOutcome outcome) => uplink.Completed(this, outcome);

    public void Clear()
    {
        Message.Clear();
        Session = null;
        AckId = null;
        AckKey = default;
        IsReply = false;
        ReplyTo = null;
    }
}
