using Microsoft.AspNetCore.Http.HttpResults;

namespace Mosaic.DeviceService.Send;

/// <summary>A body that was read, or why not.</summary>
internal readonly struct BodyOutcome
{
    internal BodyOutcome(ReadOnlyMemory<byte> body) => Body = body;

    internal BodyOutcome(ProblemHttpResult problem) => Problem = problem;

    /// <summary>The whole body, byte for byte.</summary>
    internal ReadOnlyMemory<byte> Body { get; }

    /// <summary>What to answer with; null when all is well.</summary>
    internal ProblemHttpResult? Problem { get; }
}
