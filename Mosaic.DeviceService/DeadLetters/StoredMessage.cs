using System.Text;
using System.Text.Unicode;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Takes a delivery over into a message that is published again.</summary>
internal static class StoredMessage
{
    /// <summary>Headers by which RabbitMQ sends copies of a message to further queues (sender-selected distribution).</summary>
    private static readonly string[] Copies = ["CC", "BCC"];

    /// <summary>
    /// Copies the body and every header but those that RabbitMQ, Mosaic and the dead letters have added; text becomes strings again, which
    /// the publisher reads ids and times from.
    /// </summary>
    public static void CopyTo(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, Message message)
    {
        message.Data = body;
        message.IsBinary = BinaryData.IsIn(properties, body.Span);
        foreach (var (name, value) in properties.Headers ?? new Dictionary<string, object?>())
        {
            if (!name.StartsWith(DeadLetter.HeaderPrefix, StringComparison.Ordinal) && !Copies.Contains(name))
            {
                message.Headers[name] = value is byte[] text && Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : value;
            }
        }
    }

    /// <summary>Leaves the fields that name the message, shortened where they are too long for AMQP: for one that cannot be published as it is.</summary>
    public static void Reduce(Message message)
    {
        foreach (var (name, value) in message.Headers.ToArray())
        {
            if (value is not string text || !Kept.Contains(name))
            {
                message.Headers.Remove(name);
            }
            else if (text.Length > MessageLimits.MaxShortBytes / 4)
            {
                message.Headers[name] = text[..(MessageLimits.MaxShortBytes / 4)];
            }
        }
    }

    private static readonly string[] Kept = [Fields.Id, Fields.Device, Fields.Type, Fields.Kind, Fields.Time, Fields.Session, Fields.RequestId];
}
