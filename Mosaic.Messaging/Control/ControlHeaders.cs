using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>Reads the fields of control messages, which are all headers.</summary>
internal static class ControlHeaders
{
    internal static string? Text(this IReadOnlyBasicProperties properties, string name) =>
        properties.Headers?.TryGetValue(name, out var value) == true && value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : null;

    internal static long? Number(this IReadOnlyBasicProperties properties, string name) =>
        properties.Headers?.TryGetValue(name, out var value) == true && value is not (null or byte[]) ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
}
