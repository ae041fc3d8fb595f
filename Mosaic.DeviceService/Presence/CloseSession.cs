using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.DeviceService.Http;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Presence;

/// <summary><c>DELETE /devices/{device}/session</c>: has the device's live session closed.</summary>
internal sealed class CloseSession(LivePublisher publisher, TimeProvider time)
{
    internal async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(string device, HttpContext context)
    {
        if (!DeviceParameter.TryRead(device, out var uuid)) return DeviceParameter.Problem();
        var order = new AwaitedMessage { Exchange = Topology.HiveToDevice, RoutingKey = Topology.DeviceKey(uuid), Mandatory = true };
        order.Message[Fields.Kind] = Kinds.Disconnect;
        order.Message[Fields.Id] = Guid.CreateVersion7(time.GetUtcNow()).ToString("D");
        order.Message[Fields.Device] = order.RoutingKey;
        var outcome = await CallLimit.WithinAsync(publisher.PublishAndWaitAsync(order, uuid.GetHashCode(), CancellationToken.None), PublishOutcome.TimedOut, time);
        if (outcome == PublishOutcome.Confirmed) return TypedResults.NoContent();
        if (outcome == PublishOutcome.Returned)
            return Problems.Create(404, ProblemCodes.DeviceNotConnected, "The device has no live session.");
        RetryAfter.Soon(context);
        return Problems.Create(503, ProblemCodes.BrokerUnavailable, "RabbitMQ did not take the order; the session may live.");
    }
}
