namespace Mosaic.Devices;

/// <summary>A request to this device; its sender waits for the answer.</summary>
public sealed class DeviceRequest : DeviceMessage
{
    internal DeviceRequest(MessageFields fields)
        : base(fields)
    {
        Deadline = fields.Deadline;
    }

    /// <summary>Until when the sender waits; a later answer still arrives, marked late. Null when absent.</summary>
    public DateTimeOffset? Deadline { get; }
}

/// <summary>A device's answer to a request.</summary>
public sealed class DeviceResponse
{
    /// <summary>An answer with the status 200 and no data.</summary>
    public static DeviceResponse Ok { get; } = new(200);

    /// <summary>An answer.</summary>
    /// <param name="status">100 to 599, as HTTP means them; the device chooses.</param>
    /// <param name="data">One JSON value as UTF-8, passed on byte for byte; empty for none. Not to be changed afterwards: repeats are answered with it.</param>
    public DeviceResponse(int status, ReadOnlyMemory<byte> data = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        Status = status;
        Data = data;
    }

    /// <summary>An answer with any bytes, which go as <c>data_base64</c>. Not to be changed afterwards: repeats are answered with them.</summary>
    /// <param name="status">100 to 599, as HTTP means them; the device chooses.</param>
    /// <param name="bytes">The bytes.</param>
    public static DeviceResponse FromBytes(int status, ReadOnlyMemory<byte> bytes) => new(status) { Binary = bytes };

    /// <summary>100 to 599.</summary>
    public int Status { get; }

    /// <summary>One JSON value as UTF-8; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Bytes instead of <see cref="Data"/>; null for none.</summary>
    public ReadOnlyMemory<byte>? Binary { get; private init; }
}
