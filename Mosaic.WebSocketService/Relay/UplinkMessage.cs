using System.Text;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Protocol;
using Mosaic.WebSocketService.Sessions;

namespace Mosaic.WebSocketService.Relay;

/// <summary>A message of a device on its way to RabbitMQ, and its outcome for the device. Used again for another message after that.</summary>
internal sealed partial class UplinkMessage(Uplink uplink, Confirmations confirmations, ILogger logger) : OutgoingMessage
{
    public Uplink Uplink => uplink;

    /// <summary>Whose it is.</summary>
    public DeviceSession? Session { get; set; }

    /// <summary>The id that the device gave, and with it the wish for an ack; null when it gave none.</summary>
    public string? AckId { get; set; }

    /// <summary>The key of <see cref="AckId"/> in the session's <see cref="RecentIds"/>.</summary>
    public UInt128 AckKey { get; set; }

    /// <summary>Whether it is a confirmation that goes straight to a waiting call, and not to a partition.</summary>
    public bool IsReply { get; set; }

    /// <summary>When RabbitMQ has confirmed such a reply, as a timestamp; 0 until then.</summary>
    public long PublishedAt { get; set; }

    /// <summary>Whether the Device Service has acknowledged such a reply.</summary>
    public bool IsTaken { get; set; }

    // Runs on the connection's thread: nothing here waits.
    protected override void Completed(PublishOutcome outcome)
    {
        if (IsReply)
        {
            confirmations.Completed(this, outcome);
        }
        else
        {
            Settle(outcome);
        }
    }

    /// <summary>It breaks a rule, and is not published.</summary>
    public void Refuse(MessageError error)
    {
        var id = Message.Id is { Length: > 0 } given && Encoding.UTF8.GetByteCount(given) <= MessageLimits.MaxShortBytes ? given : null;
        Session!.Connection.Send(Refusal(id, error)); // Sending it frees the window.
        uplink.Return(this);
    }

    /// <summary>It repeats a message that was published, and is not published again.</summary>
    /// <param name="id">The id of both.</param>
    /// <param name="confirmed">Whether RabbitMQ has confirmed the first one.</param>
    public void Repeat(string id, bool confirmed)
    {
        if (confirmed)
        {
            Session!.Connection.Outgoing.Acknowledge(id); // Sending it frees the window.
        }
        else
        {
            Session!.Window.Release(1); // Its ack comes when RabbitMQ has confirmed the first one.
        }

        uplink.Return(this);
    }

    /// <summary>Its session has ended: it is not published, and nobody is told.</summary>
    public void Drop()
    {
        Session!.Window.Release(1);
        uplink.Return(this);
    }

    /// <summary>It was published, or could not be: the device gets the ack or the refusal.</summary>
    public void Settle(PublishOutcome outcome)
    {
        if (outcome == PublishOutcome.Confirmed)
        {
            Confirm();
        }
        else
        {
            Fail(outcome);
        }

        uplink.Return(this);
    }

    public void Clear()
    {
        Message.Clear();
        (Session, AckId, AckKey) = (null, null, default);
        (IsReply, PublishedAt, IsTaken) = (false, 0, false);
        ReplyTo = null;
    }

    private void Confirm()
    {
        if (AckId is null)
        {
            Session!.Window.Release(1);
            return;
        }

        Session!.RecentIds.Confirm(AckKey);
        Session.Connection.Outgoing.Acknowledge(AckId); // Sending it frees the window.
    }

    private void Fail(PublishOutcome outcome)
    {
        // While RabbitMQ is away that is each message of each device: its connection and its publisher log that once.
        var isAway = outcome is PublishOutcome.Unavailable or PublishOutcome.TimedOut;
        Log.NotPublished(logger, isAway ? LogLevel.Debug : LogLevel.Warning, Session!.Device, Message.Id, outcome);
        if (AckId is not null)
        {
            Session.RecentIds.Forget(AckKey);
        }

        if (AckId is null && isAway)
        {
            Session.Window.Release(1);
        }
        else
        {
            Session.Connection.Send(Refusal(AckId, Error)); // Sending it frees the window.
        }

        if (isAway)
        {
            Session.Connection.Close(CloseReason.BrokerUnavailable);
        }
    }

    /// <summary>The answer to a message that was not published: that it never can be, or that the device may try again.</summary>
    private static Frame Refusal(string? id, MessageError? error) => error is not null
        ? Frames.Refusal(id, error.Code, error.Detail, retry: false).AsAnswer()
        : Frames.Refusal(id, "overloaded", CloseReason.BrokerUnavailable.Detail, retry: true).AsAnswer();

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "Message '{Id}' of device {Device} was not published: {Outcome}.")]
        public static partial void NotPublished(ILogger logger, LogLevel level, Guid device, string? id, PublishOutcome outcome);
    }
}
