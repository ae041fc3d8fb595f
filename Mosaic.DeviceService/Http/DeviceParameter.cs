using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Http;

/// <summary>The device in a call's path.</summary>
internal static class DeviceParameter
{
    /// <summary>Reads a UUID with hyphens, in either case.</summary>
    internal static bool TryRead(string text, out Guid device) => Uuid.TryParse(text, out device);

    /// <summary>The answer to a call whose device is no UUID.</summary>
    internal static ProblemHttpResult Problem() =>
        Problems.Create(400, ProblemCodes.InvalidMessage, "The device in the path is not a UUID in the form 8-4-4-4-12.");
}
