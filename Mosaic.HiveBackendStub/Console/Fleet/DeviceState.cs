namespace Mosaic.HiveBackendStub.Console.Fleet;

/// <summary>What a tile shows. The numbers are those of the stream; the first one that holds, from the last, is shown.</summary>
internal enum DeviceState : byte
{
    /// <summary>Not known to be connected.</summary>
    Away = 0,

    /// <summary>Has a live session, as far as was heard.</summary>
    Connected = 1,

    /// <summary>A request sent through the stub waits for the device's answer.</summary>
    Awaiting = 2,

    /// <summary>See <see cref="Troubles"/>.</summary>
    Trouble = 3,
}
