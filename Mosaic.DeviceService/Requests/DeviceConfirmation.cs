using System.Text.Json;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests;

/// <summary>What a device answered to a request.</summary>
/// <param name="Status">Its status, 100 to 599; the device's business.</param>
/// <param name="Data">Its data as JSON, byte for byte, or as bytes (<see cref="IsBinary"/>); empty when it sent none.</param>
internal sealed record DeviceConfirmation(int Status, ReadOnlyMemory<byte> Data)
{
    /// <summary>Whether the data is <c>data_base64</c>.</summary>
    internal bool IsBinary { get; init; }

    /// <summary>Writes data as the member <c>data</c> or <c>data_base64</c>; nothing when there is none.</summary>
    internal static void WriteData(Utf8JsonWriter writer, ReadOnlySpan<byte> data, bool isBinary)
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

    /// <summary>Hears what becomes of it.</summary>
    internal ConfirmationReceipt? Receipt { get; init; }
}
