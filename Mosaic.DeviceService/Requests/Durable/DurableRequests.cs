using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.DeviceService.Http;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>The calls about requests that nobody waits for.</summary>
internal sealed class DurableRequests(Acceptor acceptor, RequestLedger ledger, Journal journal, WaitingRequests waiting, TimeProvider time)
{
    /// <summary>Takes a request and answers 202, or says why not.</summary>
    internal async Task AcceptAsync(RequestKey request, byte[] body, TimeSpan timeout, TimeSpan? ttl, HttpContext context)
    {
        var key = KeyOf(request.Device, request.Id);
        var acceptance = waiting.Contains(request)
            ? Acceptance.Conflict
            : await WithinLimitAsync(acceptor.AcceptAsync(key, body, timeout, ttl ?? timeout), Acceptance.Unknown);
        if (acceptance is Acceptance.Accepted or Acceptance.Repeated && ledger.Find(key, time.GetUtcNow()) is { } kept)
        {
            context.Response.Headers["Preference-Applied"] = Preference.RespondAsync;
            await AnswerAsync(kept, context);
        }
        else
        {
            await AcceptanceProblem.Create(acceptance, context).ExecuteAsync(context);
        }
    }

    /// <summary>Answers a call that waits but repeats a request that is kept. False when it does not.</summary>
    internal async ValueTask<bool> TryRepeatAsync(RequestKey request, ReadOnlyMemory<byte> body, HttpContext context)
    {
        if (ledger.Find(KeyOf(request.Device, request.Id), time.GetUtcNow()) is not { } known) return false;
        if (known.HasBody(body.Span)) await AnswerAsync(known, context);
        else await AcceptanceProblem.Create(Acceptance.Conflict, context).ExecuteAsync(context);
        return true;
    }

    /// <summary><c>GET /devices/{device}/requests/{id}</c>.</summary>
    internal async Task GetAsync(string device, string id, HttpContext context)
    {
        var (known, problem) = await FindAsync(device, id, context);
        if (known is not null) await DurableDocument.WriteAsync(context, StatusCodes.Status200OK, known);
        else await problem!.ExecuteAsync(context);
    }

    /// <summary><c>DELETE</c> of the same.</summary>
    internal async Task<Results<NoContent, ProblemHttpResult>> CancelAsync(string device, string id, HttpContext context)
    {
        var (known, problem) = await FindAsync(device, id, context);
        if (known is null) return problem!;
        if (known.State == DurableState.Accepted)
        {
            var appended = await WithinLimitAsync(journal.AppendAsync(journal.Entry(JournalKinds.Cancelled, known.Key)), Appended.Unknown);
            if (appended is Appended.NotWritten or Appended.Unknown) return NotThere(context);
        }

        return ledger.Find(known.Key, time.GetUtcNow()) is { State: DurableState.Cancelled }
            ? TypedResults.NoContent()
            : Problems.Create(409, ProblemCodes.NotCancellable, "The request was sent, or has ended.");
    }

    /// <summary>Unknown it is only after all was read that any instance has answered for.</summary>
    private async ValueTask<(DurableMessage? Known, ProblemHttpResult? Problem)> FindAsync(string device, string id, HttpContext context)
    {
        if (!DeviceParameter.TryRead(device, out var uuid)) return (null, DeviceParameter.Problem());
        var key = KeyOf(uuid, id);
        if (ledger.Find(key, time.GetUtcNow()) is { } known) return (known, null);
        if (!await WithinLimitAsync(journal.CatchUpAsync(), false)) return (null, NotThere(context));
        return ledger.Find(key, time.GetUtcNow()) is { } found
            ? (found, null)
            : (null, Problems.Create(404, ProblemCodes.RequestUnknown, "There is no such request, or its outcome is not kept any more."));
    }

    private Task<T> WithinLimitAsync<T>(Task<T> answer, T otherwise) => CallLimit.WithinAsync(answer, otherwise, time);

    private static JournalKey KeyOf(Guid device, string id) => new(Kinds.Request, device, id);

    private static ProblemHttpResult NotThere(HttpContext context)
    {
        RetryAfter.Soon(context);
        return Problems.Create(503, ProblemCodes.BrokerUnavailable, "RabbitMQ, or what it has about requests, is not there just now.");
    }

    private static Task AnswerAsync(DurableMessage kept, HttpContext context)
    {
        context.Response.Headers.Location = DurableDocument.PathOf(kept.Key);
        return DurableDocument.WriteAsync(context, StatusCodes.Status202Accepted, kept);
    }
}
