namespace Mosaic.Messaging;

/// <summary>Where a published message carries its <c>data</c>.</summary>
public enum DataPlacement
{
    /// <summary>In the AMQP body, byte for byte.</summary>
    Body,

    /// <summary>In the AMQP header <c>data</c>, mapped as every other field; the body is empty.</summary>
    Headers,
}
