using Mosaic.DeviceService.Http;
using Mosaic.DeviceService.Requests.Durable;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests;

/// <summary><c>POST /devices/{device}/requests</c>: sends a request and waits for the device's confirmation, or keeps it and does not.</summary>
internal sealed class SendRequest(RequestReader reader, WaitingRequests waiting, RequestSender sender, DurableRequests durable)
{
    internal async Task HandleAsync(string device, HttpContext context)
    {
        // 1. Whose is it, and what is it?
        if (!DeviceParameter.TryRead(device, out var uuid))
        {
            await DeviceParameter.Problem().ExecuteAsync(context);
            return;
        }

        var outgoing = sender.Prepare(uuid);
        var read = await reader.ReadAsync(context.Request, outgoing.Message, uuid);
        if (read.Problem is { } problem)
        {
            outgoing.Message.Clear();
            await problem.ExecuteAsync(context);
            return;
        }

        // 2. How is it to be answered?
        var key = new RequestKey(uuid, outgoing.Message.Id!);
        if (Preference.IsNotToWait(context.Request.Headers["Prefer"]))
        {
            var body = read.Body.ToArray();
            outgoing.Message.Clear();
            await durable.AcceptAsync(key, body, read.Timeout, read.TimeToLive, context);
        }
        else if (read.TimeToLive is not null)
        {
            outgoing.Message.Clear();
            await Problems.Create(400, ProblemCodes.InvalidMessage, "The field 'ttl' goes with the header Prefer: respond-async.").ExecuteAsync(context);
        }
        else if (!read.IsKeyed || !await durable.TryRepeatAsync(key, read.Body, context))
        {
            await WaitAsync(key, read, outgoing, context);
        }
        else
        {
            outgoing.Message.Clear();
        }
    }

    private async Task WaitAsync(RequestKey key, RequestRead read, AwaitedMessage outgoing, HttpContext context)
    {
        // 3. A request of its own, or the repeat of one that waits?
        var admission = waiting.Enter(key, read.BodyHash(), out var request);
        if (admission == Admission.Began) _ = sender.RunAsync(request, outgoing, read.Timeout);
        else outgoing.Message.Clear();

        // 4. The outcome.
        if (admission is Admission.Began or Admission.Joined) await AnswerAsync(request, context);
        else await RequestAnswer.WriteAsync(admission, context);
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
}
