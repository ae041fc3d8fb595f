using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using Mosaic.DeviceService.Api;
using Mosaic.DeviceService.Durable;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests;

/// <summary><c>POST /devices/{device}/requests</c>: sends a request and waits for the device's confirmation, or keeps it and does not.</summary>
internal sealed class SendRequest(DeviceMessageReader reader, WaitingRequests waiting, RequestSender sender, DurableRequests durable)
{
    /// <summary>The preference of RFC 7240 that the caller does not want to wait.</summary>
    private const string RespondAsync = "respond-async";

    public async Task<Results<RequestAnswer, Utf8ContentHttpResult, ProblemHttpResult>> HandleAsync(string device, HttpContext context)
    {
        // 1. Whose is it, and what is it?
        if (!Uuid.TryParse(device, out var uuid))
        {
            return Problems.InvalidDevice();
        }

        var outgoing = sender.Prepare(uuid);
        var isSent = false;
        try
        {
            var read = await reader.ReadRequestAsync(context.Request, outgoing.Message, uuid);
            if (read.Problem is { } problem)
            {
                return problem;
            }

            // 2. How is it to be answered?
            var key = new MessageKey(Kinds.Request, uuid, outgoing.Message.Id!);
            if (IsNotToWait(context.Request.Headers["Prefer"]))
            {
                return await KeepAsync(key, read, context);
            }

            if (read.TimeToLive is not null)
            {
                return Problems.Invalid("The field 'ttl' goes with the header Prefer: respond-async.");
            }

            if (read.IsKeyed && durable.Find(key) is { } kept)
            {
                return kept.HasBody(read.Body.Span) ? DurableRequests.Accepted(kept, context) : RequestOutcome.Conflict.ToProblem(context);
            }

            // 3. A request of its own, or the repeat of one that waits?
            var outcome = waiting.Enter(key, read.BodyHash(), out var request);
            isSent = outcome == RequestOutcome.Accepted;
            if (isSent)
            {
                _ = sender.RunAsync(request, outgoing, read.Timeout);
            }

            // 4. The outcome.
            return outcome is RequestOutcome.Accepted or RequestOutcome.Repeated ? new RequestAnswer(request, waiting) : outcome.ToProblem(context);
        }
        finally
        {
            if (!isSent)
            {
                outgoing.Message.Clear();
            }
        }
    }

    private async Task<Results<RequestAnswer, Utf8ContentHttpResult, ProblemHttpResult>> KeepAsync(MessageKey key, DeviceMessageRead read, HttpContext context)
    {
        if (waiting.Contains(key))
        {
            return RequestOutcome.Conflict.ToProblem(context);
        }

        var outcome = await durable.AcceptAsync(key, read.Body.ToArray(), read.Timeout, read.TimeToLive ?? read.Timeout);
        if (outcome is not (RequestOutcome.Accepted or RequestOutcome.Repeated))
        {
            return outcome.ToProblem(context);
        }

        if (durable.Find(key) is not { } kept)
        {
            return RequestOutcome.PerhapsKept.ToProblem(context); // It has ended, and is not kept any more.
        }

        context.Response.Headers["Preference-Applied"] = RespondAsync;
        return DurableRequests.Accepted(kept, context);
    }

    // Preferences are separated by commas, each may have parameters.
    private static bool IsNotToWait(StringValues prefer) =>
        prefer.Any(value => value?.Split(',').Any(one => one.Split(';')[0].Trim().Equals(RespondAsync, StringComparison.OrdinalIgnoreCase)) == true);
}
