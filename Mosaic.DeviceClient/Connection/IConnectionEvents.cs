namespace Mosaic.Devices;

/// <summary>Where a connection puts what it receives.</summary>
internal interface IConnectionEvents
{
    /// <returns>False when no more events may wait for their handler.</returns>
    public bool Received(DeviceEvent message);

    public void Received(DeviceRequest request);

    public void Renewed(DeviceSession session);

    public void Failed(ServiceErrorEventArgs error);
}
