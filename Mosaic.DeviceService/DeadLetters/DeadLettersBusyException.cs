namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Somebody else has been reading the dead letters for too long.</summary>
internal sealed class DeadLettersBusyException() : Exception("Another call reads the dead letters.");
