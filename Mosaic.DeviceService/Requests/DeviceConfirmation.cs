namespace Mosaic.DeviceService.Requests;

/// <summary>What a device answered to a request.</summary>
/// <param name="Status">Its status, 100 to 599; the device's business.</param>
/// <param name="Data">Its data as JSON, byte for byte; empty when it sent none.</param>
internal sealed record DeviceConfirmation(int Status, ReadOnlyMemory<byte> Data)
{
    /// <summary>Hears what becomes of it.</summary>
    internal ConfirmationReceipt? Receipt { get; init; }
}
