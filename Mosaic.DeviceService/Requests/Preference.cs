using Microsoft.Extensions.Primitives;

namespace Mosaic.DeviceService.Requests;

/// <summary>The preference <c>respond-async</c> of RFC 7240: the caller does not want to wait.</summary>
internal static class Preference
{
    internal const string RespondAsync = "respond-async";

    // Preferences are separated by commas, each may have parameters.
    internal static bool IsNotToWait(StringValues prefer) =>
        prefer.Any(value => value?.Split(',').Any(one => one.Split(';')[0].Trim().Equals(RespondAsync, StringComparison.OrdinalIgnoreCase)) == true);
}
