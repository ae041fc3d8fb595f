using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.DeviceService.Http;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Presence;

/// <summary>Answers who is connected.</summary>
internal static class PresenceEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    internal static Results<Ok<DevicePresence>, ProblemHttpResult> Get(string device, PresenceView view, HttpContext context)
    {
        if (!DeviceParameter.TryRead(device, out var uuid)) return DeviceParameter.Problem();
        if (!view.IsCurrent) return NotCurrent(context);
        return view.Find(uuid) is { } known
            ? TypedResults.Ok(known)
            : Problems.Create(404, ProblemCodes.DeviceUnknown, "Nothing was heard of this device since it was last forgotten.");
    }

    internal static Results<Ok<DeviceList>, ProblemHttpResult> List(string? connected, string? after, string? limit, PresenceView view, HttpContext context)
    {
        if (!TryRead(connected, bool.TryParse, out bool? wanted)) return Wrong("connected", "true or false");
        if (!TryRead(after, (string? text, out Guid uuid) => Uuid.TryParse(text, out uuid), out Guid? start)) return Wrong("after", "a UUID");
        if (!TryRead(limit, int.TryParse, out int? most) || most is < 1 or > MaxLimit) return Wrong("limit", $"a number from 1 to {MaxLimit}");
        if (!view.IsCurrent) return NotCurrent(context);
        return TypedResults.Ok(view.List(wanted, start, most ?? DefaultLimit));
    }

    private static ProblemHttpResult NotCurrent(HttpContext context)
    {
        RetryAfter.Soon(context);
        return Problems.Create(503, ProblemCodes.BrokerUnavailable, "This instance has just started and has not read yet who is connected.");
    }

    private delegate bool Parser<T>(string? text, out T value);

    private static bool TryRead<T>(string? text, Parser<T> parse, out T? value)
        where T : struct
    {
        value = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!parse(text, out var read)) return false;
        value = read;
        return true;
    }

    private static ProblemHttpResult Wrong(string parameter, string expected) =>
        Problems.Create(400, ProblemCodes.InvalidMessage, $"The parameter '{parameter}' is not {expected}.");
}
