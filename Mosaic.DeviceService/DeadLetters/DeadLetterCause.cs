namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Why a message is dead-lettered.</summary>
/// <param name="Reason">One of <see cref="DeadLetterReasons"/>.</param>
/// <param name="Status">The HTTP status of the last answer; 0 when there was none.</param>
/// <param name="Detail">What the answer said, or what is wrong with the message.</param>
/// <param name="Attempts">How often it was posted.</param>
internal readonly record struct DeadLetterCause(string Reason, int Status, string? Detail, int Attempts);
