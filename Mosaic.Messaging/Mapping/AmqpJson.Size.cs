using System.Text;

namespace Mosaic.Messaging;

public static partial class AmqpJson
{
    /// <summary>The bytes that a value of this mapping takes in an AMQP table, its type octet included.</summary>
    internal static int EncodedSize(object? value) => value switch
    {
        null => 1,
        bool => 2,
        string text => 5 + Encoding.UTF8.GetByteCount(text),
        Dictionary<string, object?> table => 5 + table.Sum(entry => 1 + Encoding.UTF8.GetByteCount(entry.Key) + EncodedSize(entry.Value)),
        List<object?> array => 5 + array.Sum(EncodedSize),
        _ => 9,
    };
}
