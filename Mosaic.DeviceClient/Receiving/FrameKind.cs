namespace Mosaic.Devices;

/// <summary>What a frame of the service is, by its <c>kind</c>.</summary>
internal enum FrameKind
{
    /// <summary>Something newer than this library; ignored.</summary>
    Unknown,
    Authenticate,
    Welcome,
    Ack,
    Nack,
    Error,
    Event,
    Request,
    GoAway,
}
