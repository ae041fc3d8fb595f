using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Mosaic.DeviceService.Http;
using Mosaic.DeviceService.Send;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests;

/// <summary><c>POST /devices/{device}/requests</c>: sends a request and waits for the device's confirmation.</summary>
internal sealed class SendRequest(
    MessageBodyReader bodies, WaitingRequests waiting, RequestSender sender, IOptions<MessagingOptions> messaging, TimeProvider time)
{
    private const string TimeToLive = "ttl";
    private const string KeyHeader = "Idempotency-Key";
    private const string RespondAsync = "respond-async";

    private readonly DataPlacement _dataIn = messaging.Value.DataIn;

    internal async Task HandleAsync(string device, HttpContext context)
    {
        // 1. Whose is it, and how is it to be answered?
        if (!DeviceParameter.TryRead(device, out var uuid))
        {
            await DeviceParameter.Problem().ExecuteAsync(context);
            return;
        }

        if (PrefersNotToWait(context.Request.Headers["Prefer"]))
        {
            await NotImplemented("Not waiting for the outcome (Prefer: respond-async)").ExecuteAsync(context);
            return;
        }

        // 2. What is it?
        var outgoing = sender.Prepare(uuid);
        var read = await ReadAsync(context, outgoing.Message, uuid);
        if (read.Problem is { } problem)
        {
            outgoing.Message.Clear();
            await problem.ExecuteAsync(context);
            return;
        }

        // 3. A request of its own, or the repeat of one that waits?
        var key = new RequestKey(uuid, outgoing.Message.Id!);
        var admission = waiting.Enter(key, read.BodyHash, out var request);
        if (admission == Admission.Began) _ = sender.RunAsync(request, outgoing, read.Timeout);
        else outgoing.Message.Clear();

        // 4. The outcome.
        if (admission is Admission.Began or Admission.Joined) await AnswerAsync(request, context);
        else await RequestAnswer.WriteAsync(admission, context);
    }

    private async ValueTask<RequestRead> ReadAsync(HttpContext context, Message message, Guid device)
    {
        var body = await bodies.ReadAsync(context.Request, message);
        if (body.Problem is { } problem) return new(problem);
        if (message[TimeToLive] is not null) return new(NotImplemented("Keeping a request for a device that is not connected (ttl)"));

        var keyed = context.Request.Headers.TryGetValue(KeyHeader, out var keys) || message.Id is not null;
        var now = time.GetUtcNow();
        var wrong = keys.Count > 1 ? $"The header {KeyHeader} stands there twice." : RequestMessage.TakeKey(message, keys);
        var timeout = TimeSpan.Zero;
        wrong ??= RequestMessage.TakeTimeout(message, out timeout);
        wrong ??= DeviceMessage.Complete(message, Kinds.Request, device, now);
        wrong ??= _dataIn.Place(message)?.Detail;
        if (wrong is not null) return new(Problems.Create(400, ProblemCodes.InvalidMessage, wrong));

        message[Fields.Deadline] = Rfc3339.Format(now + timeout);
        return new(timeout, keyed ? SHA256.HashData(body.Body.Span) : []);
    }

    private async Task AnswerAsync(WaitingRequest request, HttpContext context)
    {
        try
        {
            var outcome = await request.Outcome.WaitAsync(context.RequestAborted);
            await RequestAnswer.WriteAsync(request.Key, outcome, context);
            if (outcome.Confirmation?.Receipt is { } receipt) context.Response.OnCompleted(() => Answered(receipt));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone. When it was the last, a confirmation is late from here on, and so is one that has just come.
            if (!request.Leave()) return;
            if (waiting.Remove(request)) request.Abandon();
            else if ((await request.Outcome).Confirmation?.Receipt is { } receipt) await receipt.UnansweredAsync();
        }
    }

    private static Task Answered(ConfirmationReceipt receipt)
    {
        receipt.Answered();
        return Task.CompletedTask;
    }

    // RFC 7240: preferences are separated by commas, each may have parameters.
    private static bool PrefersNotToWait(StringValues prefer) =>
        prefer.Any(value => value?.Split(',').Any(one => one.Split(';')[0].Trim().Equals(RespondAsync, StringComparison.OrdinalIgnoreCase)) == true);

    private static ProblemHttpResult NotImplemented(string what) =>
        Problems.Create(501, ProblemCodes.NotImplemented, $"{what} comes with durable requests.");
}
