namespace Mosaic.Messaging;

/// <summary>Moves <c>data</c> where <see cref="MessagingOptions.DataIn"/> wants it.</summary>
public static class DataPlacementExtensions
{
    /// <summary>With <see cref="DataPlacement.Headers"/>, makes <c>data</c> a header of the message; otherwise leaves it as it is.</summary>
    /// <returns>Null when all is well; an error when <c>data</c> has no AMQP form or does not fit into a header frame.</returns>
    public static MessageError? Place(this DataPlacement placement, Message message)
    {
        if (placement == DataPlacement.Body || message.Data.IsEmpty)
        {
            return null;
        }

        var reader = new System.Text.Json.Utf8JsonReader(message.Data.Span, new() { MaxDepth = int.MaxValue });
        reader.Read();
        if (AmqpJson.TryRead(ref reader, Fields.Data, out var value) is { } error)
        {
            return error;
        }

        if (AmqpJson.EncodedSize(message.Headers) + AmqpJson.EncodedSize(value) > MessageLimits.MaxHeaderTableBytes)
        {
            return new MessageError(MessageErrorCodes.FieldsTooLarge, "The field 'data' does not fit into the AMQP headers beside the other fields.");
        }

        message.Headers[Fields.Data] = value;
        message.Data = default;
        return null;
    }
}
