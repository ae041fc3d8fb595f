namespace Mosaic.HiveBackendStub.Deliveries;

/// <summary>A delivery that is no CloudEvent; the message may be shown to the sender.</summary>
internal sealed class InvalidEventException(string message, Exception? inner = null) : Exception(message, inner);
