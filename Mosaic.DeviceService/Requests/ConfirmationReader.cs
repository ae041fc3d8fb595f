using System.Globalization;
using System.Text.Json;
using Mosaic.DeviceService.Deliver;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.Requests;

/// <summary>Reads a device's confirmation from what RabbitMQ delivers.</summary>
internal static class ConfirmationReader
{
    private const int DefaultStatus = 200;

    /// <summary>Reads which request is confirmed and how. False when it is no whole confirmation.</summary>
    internal static bool TryRead(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, out RequestKey key, out DeviceConfirmation? confirmation)
    {
        key = default;
        confirmation = null;
        var headers = properties.Headers;
        if (!Guid.TryParseExact(HeaderText.Get(headers, Fields.Device), "D", out var device)) return false;
        if (HeaderText.Get(headers, Fields.RequestId) is not { Length: > 0 } id) return false;
        if (!TryReadStatus(headers!, out var status) || !TryReadData(headers!, body, out var data)) return false;
        key = new RequestKey(device, id);
        confirmation = new DeviceConfirmation(status, data);
        return true;
    }

    private static bool TryReadStatus(IDictionary<string, object?> headers, out int status)
    {
        status = DefaultStatus;
        if (!headers.TryGetValue(Fields.Status, out var value) || value is null) return true;
        if (value is not (long or int or short or byte or sbyte or ushort or uint)) return false;
        var number = Convert.ToInt64(value, CultureInfo.InvariantCulture);
        status = (int)Math.Clamp(number, 0, 1000);
        return number is >= 100 and <= 599;
    }

    private static bool TryReadData(IDictionary<string, object?> headers, ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> data)
    {
        data = default;
        try
        {
            if (!body.IsEmpty)
            {
                var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
                while (reader.Read())
                {
                    // Only whether it is JSON matters.
                }

                data = body.ToArray();
            }
            else if (headers.TryGetValue(Fields.Data, out var value))
            {
                data = AmqpJson.ToJson(value);
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or AmqpMappingException)
        {
            return false;
        }
    }
}
