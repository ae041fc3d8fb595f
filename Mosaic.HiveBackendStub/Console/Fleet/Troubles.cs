namespace Mosaic.HiveBackendStub.Console.Fleet;

/// <summary>Why a device is shown to be in trouble.</summary>
[Flags]
internal enum Troubles
{
    None = 0,

    /// <summary>The last delivery with a message of the device was not taken by the stub; ends with the next that is.</summary>
    DeliveryRefused = 1,

    /// <summary>The last request was not confirmed in time, or with 500 and above; ends with the next request.</summary>
    RequestFailed = 2,
}
