using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.DeviceService.Api;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Presence;

/// <summary>Answers who is connected, and has sessions closed.</summary>
internal static class PresenceEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    public static Results<Ok<DevicePresence>, ProblemHttpResult> Get(string device, PresenceView view, HttpContext context)
    {
        if (!Uuid.TryParse(device, out var uuid))
        {
            return Problems.InvalidDevice();
        }

        if (!view.IsCurrent)
        {
            return NotCurrent(context);
        }

        return view.Find(uuid) is { } known
            ? TypedResults.Ok(known)
            : Problems.Create(404, ProblemCodes.DeviceUnknown, "Nothing was heard of this device since it was last forgotten.");
    }

    public static Results<Ok<DeviceList>, ProblemHttpResult> List(string? connected, string? after, string? limit, PresenceView view, HttpContext context)
    {
        bool? wanted = null;
        Guid? start = null;
        var most = DefaultLimit;
        if (!string.IsNullOrEmpty(connected))
        {
            if (!bool.TryParse(connected, out var read))
            {
                return Wrong("connected", "true or false");
            }

            wanted = read;
        }

        if (!string.IsNullOrEmpty(after))
        {
            if (!Uuid.TryParse(after, out var read))
            {
                return Wrong("after", "a UUID");
            }

            start = read;
        }

        if (!string.IsNullOrEmpty(limit) && (!int.TryParse(limit, out most) || most is < 1 or > MaxLimit))
        {
            return Wrong("limit", $"a number from 1 to {MaxLimit}");
        }

        if (!view.IsCurrent)
        {
            return NotCurrent(context);
        }

        return TypedResults.Ok(view.List(wanted, start, most));
    }

    /// <summary>Closes the live session of a device.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> CloseSessionAsync(string device, LivePublisher publisher, TimeProvider time, HttpContext context)
    {
        if (!Uuid.TryParse(device, out var uuid))
        {
            return Problems.InvalidDevice();
        }

        var order = new AwaitedMessage { Exchange = Topology.HiveToDevice, RoutingKey = Topology.DeviceKey(uuid), Mandatory = true };
        order.Message[Fields.Kind] = Kinds.Disconnect;
        order.Message[Fields.Id] = Guid.CreateVersion7(time.GetUtcNow()).ToString("D");
        order.Message[Fields.Device] = order.RoutingKey;
        var outcome = await CallLimit.WithinAsync(publisher.PublishAndWaitAsync(order, uuid.GetHashCode(), CancellationToken.None), PublishOutcome.TimedOut, time);
        return outcome switch
        {
            PublishOutcome.Confirmed => TypedResults.NoContent(),
            PublishOutcome.Returned => Problems.Create(404, ProblemCodes.DeviceNotConnected, "The device has no live session."),
            _ => Problems.Unavailable(context, "RabbitMQ did not take the order; the session may live."),
        };
    }

    private static ProblemHttpResult NotCurrent(HttpContext context) =>
        Problems.Unavailable(context, "This instance has just started and has not read yet who is connected.");

    private static ProblemHttpResult Wrong(string parameter, string expected) => Problems.Invalid($"The parameter '{parameter}' is not {expected}.");
}
