using System.Text.Json;
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
        if (headers.Uuid(Fields.Device) is not { } device) return false;
        if (headers.Text(Fields.RequestId) is not { Length: > 0 } id) return false;
        var binary = BinaryData.IsIn(properties, body.Span);
        if (!TryReadStatus(headers!, out var status) || !TryReadData(headers!, body, binary, out var data)) return false;
        key = new RequestKey(device, id);
        confirmation = new DeviceConfirmation(status, data) { IsBinary = binary };
        return true;
    }

    private static bool TryReadStatus(IDictionary<string, object?> headers, out int status)
    {
        status = DefaultStatus;
        if (!headers.TryGetValue(Fields.Status, out var value) || value is null) return true;
        if (headers.Int64(Fields.Status) is not (>= 100 and <= 599 and var number)) return false;
        status = (int)number;
        return true;
    }

    private static bool TryReadData(IDictionary<string, object?> headers, ReadOnlyMemory<byte> body, bool binary, out ReadOnlyMemory<byte> data)
    {
        data = default;
        try
        {
            if (binary)
            {
                data = body.ToArray();
            }
            else if (!body.IsEmpty)
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
