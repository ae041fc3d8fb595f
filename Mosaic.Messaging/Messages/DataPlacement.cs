using System.Text.Json;

namespace Mosaic.Messaging;

/// <summary>Where a published message carries its <c>data</c>.</summary>
public enum DataPlacement
{
    /// <summary>In the AMQP body, byte for byte.</summary>
    Body,

    /// <summary>In the AMQP header <c>data</c>, mapped as every other field; the body is empty.</summary>
    Headers,
}

/// <summary>Moves <c>data</c> where <see cref="MessagingOptions.DataIn"/> wants it.</summary>
public static class DataPlacementExtensions
{
    /// <summary>
    /// With <see cref="DataPlacement.Headers"/>, makes <c>data</c> a header of the message; otherwise leaves it as it is. Binary data
    /// stays in the body either way.
    /// </summary>
    /// <returns>Null when all is well; an error when <c>data</c> has no AMQP form or does not fit into a header frame.</returns>
    public static MessageError? Place(this DataPlacement placement, Message message)
    {
        if (placement == DataPlacement.Body || message.IsBinary || message.Data.IsEmpty)
        {
            return null;
        }

        // Counted as it is read, so that no more is made of it than could be sent.
        var room = MessageLimits.MaxHeaderTableBytes;
        var reader = new Utf8JsonReader(message.Data.Span, new() { MaxDepth = int.MaxValue });
        reader.Read();
        if (AmqpJson.TryRead(ref reader, Fields.Data, ref room, out var value) is { } error)
        {
            return error;
        }

        message.Headers[Fields.Data] = value;
        EmptyValues.Mark(message.Headers);
        if (AmqpJson.EncodedSize(message.Headers) > MessageLimits.MaxHeaderTableBytes)
        {
            message.Headers.Remove(Fields.Data);
            message.Headers.Remove(EmptyValues.Header);
            return AmqpJson.TooLarge(Fields.Data);
        }

        message.Data = default;
        return null;
    }
}
