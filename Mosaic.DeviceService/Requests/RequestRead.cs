using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mosaic.DeviceService.Requests;

/// <summary>A request that was read, or why not.</summary>
/// <param name="Problem">What to answer with; null when all is well.</param>
/// <param name="Timeout">How long the device's answer is waited for.</param>
/// <param name="TimeToLive">How long it is to be kept for a device that is away; null when that was not said.</param>
/// <param name="IsKeyed">Whether the caller named it, so that it may be repeated.</param>
/// <param name="Body">The body, byte for byte, valid as long as the message that it was read into.</param>
internal readonly record struct RequestRead(ProblemHttpResult? Problem, TimeSpan Timeout, TimeSpan? TimeToLive, bool IsKeyed, ReadOnlyMemory<byte> Body)
{
    internal RequestRead(ProblemHttpResult problem)
        : this(problem, default, null, false, default)
    {
    }

    /// <summary>Tells its body from others; empty when it has no key and so no repeats.</summary>
    internal byte[] BodyHash() => IsKeyed ? SHA256.HashData(Body.Span) : [];
}
