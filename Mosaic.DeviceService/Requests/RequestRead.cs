using Microsoft.AspNetCore.Http.HttpResults;

namespace Mosaic.DeviceService.Requests;

/// <summary>A request that was read, or why not.</summary>
/// <param name="Problem">What to answer with; null when all is well.</param>
/// <param name="Timeout">How long the caller waits.</param>
/// <param name="BodyHash">Tells its body from others; empty when it has no key and so no repeats.</param>
internal readonly record struct RequestRead(ProblemHttpResult? Problem, TimeSpan Timeout, byte[] BodyHash)
{
    internal RequestRead(ProblemHttpResult problem)
        : this(problem, default, [])
    {
    }

    internal RequestRead(TimeSpan timeout, byte[] bodyHash)
        : this(null, timeout, bodyHash)
    {
    }
}
