using System.Diagnostics;
using Mosaic.HiveBackendStub.Console.Fleet;
using Mosaic.HiveBackendStub.Forwarding;

namespace Mosaic.HiveBackendStub.Console.Sent;

/// <summary>Passes events and requests on to the Device Service as ever, and writes down what was sent and how it ended.</summary>
internal sealed class SendRecorder(DeviceFleet fleet, SentMessages sent, TimeProvider time)
{
    internal async Task ForwardAsync(HttpContext context, DeviceServiceClient service, string device, bool isRequest)
    {
        // What names no device is refused by the Device Service, and belongs on no device's page.
        if (!Http.Uuid.TryParse(device, out var id) || fleet.Add(id) is not { } target)
        {
            await service.ForwardAsync(context, hasBody: true);
            return;
        }
        var message = sent.Add(id, isRequest, time.GetUtcNow(), Activity.Current?.TraceId.ToHexString());
        var (from, to) = (context.Request.Body, context.Response.Body);
        var answer = new CapturingStream(to);
        context.Request.Body = new CapturingStream(from, body => Keep(message, body, target));
        context.Response.Body = answer;
        var started = time.GetTimestamp();
        if (isRequest) Begin(target);
        try
        {
            await service.ForwardAsync(context, hasBody: true);
        }
        finally
        {
            (context.Request.Body, context.Response.Body) = (from, to);
            var status = context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode;
            message.Answer = new SentAnswer(status, answer.Captured(), time.GetElapsedTime(started));
            sent.Grow(message, message.Answer.Body.Length);
            if (isRequest) End(target, message.Answer);
            else target.Touch();
        }
    }

    private void Keep(SentMessage message, byte[] body, FleetDevice target)
    {
        message.Body = body;
        sent.Grow(message, body.Length);
        target.Touch();
    }

    private void Begin(FleetDevice target)
    {
        target.Set(Troubles.RequestFailed, holds: false);
        target.Await(1);
        fleet.Change();
    }

    private void End(FleetDevice target, SentAnswer answer)
    {
        if (RequestOutcome.IsFailure(answer)) target.Set(Troubles.RequestFailed, holds: true);
        target.Await(-1);
        fleet.Change();
    }
}
