namespace Mosaic.Devices;

/// <summary>Where a connection puts what it receives.</summary>
internal interface IConnectionEvents
{
    /// <returns>False when no more events may wait for their handler.</returns>
    bool Received(DeviceEvent message);

    void Received(DeviceRequest request);

    void Renewed(DeviceSession session);

    void Failed(ServiceErrorEventArgs error);
}
