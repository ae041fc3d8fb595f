using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Send;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>Makes the message for the device out of what the caller sent.</summary>
internal sealed class DispatchMessage(IOptions<MessagingOptions> messaging)
{
    private readonly DataPlacement _dataIn = messaging.Value.DataIn;

    /// <summary>The message; null when none can be made of the body, which was found good when it was accepted, but perhaps by an earlier version.</summary>
    internal AwaitedMessage? Create(DurableMessage durable)
    {
        var outgoing = new AwaitedMessage
        {
            Exchange = Topology.HiveToDevice,
            RoutingKey = Topology.DeviceKey(durable.Key.Device),
            Mandatory = true,

            // Nobody's queue of the moment: the confirmation goes the way of all messages, which outlives every instance.
            ReplyTo = durable.IsRequest ? Topology.Requests : null,
        };
        var message = outgoing.Message;
        var error = MessageReader.Read(durable.Body, message);
        RequestMessage.TakeTimeout(message, out _);
        TimeToLive.Take(message, out _);
        message[Fields.Id] = durable.Key.Id;
        message[Fields.TraceParent] ??= durable.TraceParent;
        error ??= DeviceMessage.Complete(message, durable.Key.Kind, durable.Key.Device, durable.AcceptedAt);
        if (error is not null) return null;
        _dataIn.Place(message);
        if (durable.Deadline is { } deadline) message[Fields.Deadline] = Rfc3339.Format(deadline);
        return outgoing;
    }
}
