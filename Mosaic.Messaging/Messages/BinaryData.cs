using System.Net.Mime;
using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>
/// The mark of a message whose body is the bytes of <c>data_base64</c> and not the JSON text of <c>data</c>. No field, so it is shown to
/// nobody and no sender can set it.
/// </summary>
public static class BinaryData
{
    /// <summary>The content type of binary data whose sender names none.</summary>
    public const string DefaultContentType = MediaTypeNames.Application.Octet;

    private const string Header = "x-mosaic-binary";

    /// <summary>
    /// Whether the body of a delivery is binary data: it is marked, or it comes from another program, is no JSON, and its content type does
    /// not say that it were.
    /// </summary>
    public static bool IsIn(IReadOnlyBasicProperties properties, ReadOnlySpan<byte> body) =>
        properties.Headers.Has(Header) || (!body.IsEmpty && IsOther(properties) && !AmqpJson.IsJson(body));

    internal static bool IsMarked(IDictionary<string, object?> headers) => headers.ContainsKey(Header);

    internal static void Mark(Dictionary<string, object?> headers) => headers[Header] = true;

    private static bool IsOther(IReadOnlyBasicProperties properties) =>
        (properties.Headers.Text(Fields.DataContentType) ?? properties.ContentType) is { } type
        && !type.Contains("json", StringComparison.OrdinalIgnoreCase);
}
