using Microsoft.AspNetCore.Http.HttpResults;

namespace Mosaic.DeviceService.Send;

/// <summary>An event that was read, or why not.</summary>
/// <param name="Problem">What to answer with; null when all is well.</param>
/// <param name="TimeToLive">How long it is to be kept for a device that is away; null when not at all.</param>
/// <param name="Body">The body, byte for byte, valid as long as the message that it was read into.</param>
internal readonly record struct EventRead(ProblemHttpResult? Problem, TimeSpan? TimeToLive, ReadOnlyMemory<byte> Body);
