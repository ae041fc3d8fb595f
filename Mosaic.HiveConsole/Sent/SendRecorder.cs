using System.Diagnostics;
using Mosaic.HiveConsole.Fleet;

namespace Mosaic.HiveConsole.Sent;

/// <summary>Writes down the events and requests that are sent to devices through the backend, and how they ended.</summary>
public sealed class SendRecorder(DeviceFleet fleet, SentMessages sent, TimeProvider time)
{
    /// <summary>Records one call while it is passed on.</summary>
    /// <param name="context">The call.</param>
    /// <param name="device">The device that it is for.</param>
    /// <param name="isRequest">Whether the device has to answer.</param>
    /// <param name="forward">Passes the call on and its answer back.</param>
    public async Task RecordAsync(HttpContext context, Guid device, bool isRequest, Func<Task> forward)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(forward);
        if (fleet.Add(device) is not { } target)
        {
            await forward();
            return;
        }
        var message = sent.Add(device, isRequest, time.GetUtcNow(), Activity.Current?.TraceId.ToHexString());
        var (from, to) = (context.Request.Body, context.Response.Body);
        var answer = new CapturingStream(to);
        context.Request.Body = new CapturingStream(from, body => Keep(message, body, target));
        context.Response.Body = answer;
        var started = time.GetTimestamp();
        if (isRequest)
        {
            Begin(target);
        }

        try
        {
            await forward();
        }
        finally
        {
            (context.Request.Body, context.Response.Body) = (from, to);
            var status = context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode;
            message.Answer = new SentAnswer(status, answer.Captured(), time.GetElapsedTime(started));
            sent.Grow(message, message.Answer.Body.Length);
            if (isRequest)
            {
                End(target, message.Answer);
            }
            else
            {
                target.Touch();
            }
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
        if (answer.IsDeviceFailure())
        {
            target.Set(Troubles.RequestFailed, holds: true);
        }

        target.Await(-1);
        fleet.Change();
    }
}
