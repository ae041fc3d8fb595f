namespace Mosaic.Devices;

/// <summary>The service sent more than <see cref="DeviceClientOptions.MaxReceivedBytes"/> in one message.</summary>
internal sealed class FrameTooLargeException() : Exception("A message of the service is larger than MaxReceivedBytes allows.");
