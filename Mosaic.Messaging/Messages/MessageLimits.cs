namespace Mosaic.Messaging;

/// <summary>The bounds of a message; device-protocol.md and amqp.md state them.</summary>
public static class MessageLimits
{
    /// <summary>All fields but <c>data</c> together: bytes of JSON, names and values.</summary>
    public const int MaxFieldsBytes = 16 * 1024;

    /// <summary>All fields but <c>data</c>: how many.</summary>
    public const int MaxFields = 256;

    /// <summary>What becomes an AMQP short string (<c>id</c>, <c>requestid</c>, <c>datacontenttype</c>), in UTF-8 bytes. AMQP itself would take 255.</summary>
    public const int MaxShortBytes = 128;

    /// <summary>Nesting inside a field that becomes an AMQP header.</summary>
    public const int MaxFieldDepth = 32;

    /// <summary>Nesting of a message as a whole, its own object included: what common JSON readers take by default.</summary>
    public const int MaxDepth = 64;

    /// <summary>Nesting inside <c>data</c>.</summary>
    public const int MaxDataDepth = MaxDepth - 1;

    /// <summary>A key of an AMQP table: a short string (AMQP 0-9-1, section 4.2.5.3), UTF-8 bytes.</summary>
    public const int MaxKeyBytes = 255;

    /// <summary>With <see cref="DataPlacement.Headers"/>, all headers as they come from the sender: with what the services add they fit into one frame of RabbitMQ's default size (131,072 bytes).</summary>
    public const int MaxHeaderTableBytes = 120 * 1024;
}
