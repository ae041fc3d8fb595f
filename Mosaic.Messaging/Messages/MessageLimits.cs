namespace Mosaic.Messaging;

/// <summary>The bounds of a message; device-protocol.md and amqp.md state them.</summary>
public static class MessageLimits
{
    /// <summary>All fields but <c>data</c> together: bytes of JSON, names and values.</summary>
    public const int MaxFieldsBytes = 16 * 1024;

    /// <summary>Nesting inside a field that becomes an AMQP header.</summary>
    public const int MaxFieldDepth = 32;

    /// <summary>Nesting of a message as a whole, its own object included: what common JSON readers take by default.</summary>
    public const int MaxDepth = 64;

    /// <summary>Nesting inside <c>data</c>.</summary>
    public const int MaxDataDepth = MaxDepth - 1;

    /// <summary>A key of an AMQP table: a short string (AMQP 0-9-1, section 4.2.5.3), UTF-8 bytes.</summary>
    public const int MaxKeyBytes = 255;

    /// <summary>An AMQP header frame must fit into the frame size of RabbitMQ (131,072 bytes); the rest is for the properties.</summary>
    public const int MaxHeaderTableBytes = 120 * 1024;
}
