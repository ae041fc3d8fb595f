using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Mosaic.Messaging;

/// <summary>
/// Reads single values from the headers of a delivery. Every place that needs one reads it here: whatever AMQP value stands there,
/// nothing throws, and null says that the header is missing or of another type.
/// </summary>
public static class AmqpHeaders
{
    /// <summary>A text, which RabbitMQ.Client delivers as UTF-8 bytes.</summary>
    public static string? Text(this IDictionary<string, object?>? headers, string name) => Find(headers, name) switch
    {
        byte[] utf8 when Utf8.IsValid(utf8) => Encoding.UTF8.GetString(utf8),
        string text => text,
        _ => null,
    };

    /// <summary>An integer of any AMQP integer type.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "The type is what it reads.")]
    public static long? Int64(this IDictionary<string, object?>? headers, string name) => Find(headers, name) switch
    {
        long number => number,
        int number => number,
        uint number => number,
        short number => number,
        ushort number => number,
        sbyte number => number,
        byte number => number,
        _ => null,
    };

    /// <summary>A UUID as text in its one spelling (<see cref="Messaging.Uuid"/>).</summary>
    public static Guid? Uuid(this IDictionary<string, object?>? headers, string name) => Find(headers, name) switch
    {
        byte[] utf8 when Messaging.Uuid.TryParse(utf8, out var uuid) => uuid,
        string text when Messaging.Uuid.TryParse(text, out var uuid) => uuid,
        _ => null,
    };

    /// <summary>A moment as RFC 3339 text.</summary>
    public static DateTimeOffset? Time(this IDictionary<string, object?>? headers, string name) =>
        Rfc3339.TryParse(headers.Text(name), out var moment) ? moment : null;

    /// <summary>The field <see cref="Fields.Epoch"/>: microseconds since 1970.</summary>
    public static long? Epoch(this IDictionary<string, object?>? headers) => headers.Int64(Fields.Epoch) is >= 0 and var epoch ? epoch : null;

    /// <summary>Whether the header is there, with any value.</summary>
    public static bool Has(this IDictionary<string, object?>? headers, string name) => headers?.ContainsKey(name) == true;

    private static object? Find(IDictionary<string, object?>? headers, string name) =>
        headers is not null && headers.TryGetValue(name, out var value) ? value : null;
}
