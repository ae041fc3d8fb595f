using System.Text.Json;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.Durable;

/// <summary>What a device answered to a request.</summary>
/// <param name="Status">Its status, 100 to 599; the device's business.</param>
/// <param name="Data">Its data as JSON, byte for byte, or as bytes (<see cref="IsBinary"/>); empty when it sent none.</param>
internal sealed record DeviceConfirmation(int Status, ReadOnlyMemory<byte> Data)
{
    private const int DefaultStatus = 200;

    /// <summary>Whether the data is <c>data_base64</c>.</summary>
    public bool IsBinary { get; init; }

    /// <summary>Is to be notified of what becomes of it, where that matters.</summary>
    public ConfirmationReceipt? Receipt { get; init; }

    /// <summary>Writes data as the member <c>data</c> or <c>data_base64</c>; nothing when there is none.</summary>
    public static void WriteData(Utf8JsonWriter writer, ReadOnlySpan<byte> data, bool isBinary)
    {
        if (isBinary)
        {
            writer.WriteBase64String(Fields.DataBase64, data);
        }
        else if (!data.IsEmpty)
        {
            writer.WritePropertyName(Fields.Data);
            writer.WriteRawValue(data, skipInputValidation: true);
        }
    }

    /// <summary>Reads which request is confirmed and how. False when it is no whole confirmation.</summary>
    public static bool TryRead(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, out MessageKey key, out DeviceConfirmation? confirmation)
    {
        key = default;
        confirmation = null;
        var headers = properties.Headers;
        if (headers.Uuid(Fields.Device) is not { } device)
        {
            return false;
        }

        if (headers.Text(Fields.RequestId) is not { Length: > 0 } id)
        {
            return false;
        }

        var binary = BinaryData.IsIn(properties, body.Span);
        if (!TryReadStatus(headers!, out var status) || !TryReadData(headers!, body, binary, out var data))
        {
            return false;
        }

        key = new MessageKey(Kinds.Request, device, id);
        confirmation = new DeviceConfirmation(status, data) { IsBinary = binary };
        return true;
    }

    private static bool TryReadStatus(IDictionary<string, object?> headers, out int status)
    {
        status = DefaultStatus;
        if (!headers.TryGetValue(Fields.Status, out var value) || value is null)
        {
            return true;
        }

        if (headers.Int64(Fields.Status) is not (>= 100 and <= 599 and var number))
        {
            return false;
        }

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
