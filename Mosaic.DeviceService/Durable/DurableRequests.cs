using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.DeviceService.Api;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Durable;

/// <summary>The calls about requests that nobody waits for.</summary>
internal sealed class DurableRequests(Acceptor acceptor, RequestLedger ledger, Journal journal, TimeProvider time)
{
    /// <summary>Takes a request.</summary>
    /// <returns>What is kept; null, with the reason, when nothing is.</returns>
    public async Task<(DurableMessage? Kept, RequestOutcome Outcome)> AcceptAsync(RequestKey request, byte[] body, TimeSpan timeout, TimeSpan? ttl)
    {
        var outcome = await WithinLimitAsync(acceptor.AcceptAsync(KeyOf(request), body, timeout, ttl ?? timeout), RequestOutcome.PerhapsKept);
        if (outcome is not (RequestOutcome.Accepted or RequestOutcome.Repeated))
        {
            return (null, outcome);
        }

        return Find(request) is { } kept ? (kept, outcome) : (null, RequestOutcome.PerhapsKept);
    }

    /// <summary>The request that is kept under a key, if any.</summary>
    public DurableMessage? Find(RequestKey request) => ledger.Find(KeyOf(request), time.GetUtcNow());

    /// <summary>202, with how a request that is kept stands and where that is found.</summary>
    public static Utf8ContentHttpResult Accepted(DurableMessage kept, HttpContext context)
    {
        context.Response.Headers.Location = $"/devices/{Topology.DeviceKey(kept.Key.Device)}/requests/{kept.Key.Id}";
        return DurableDocument.ToResult(kept, StatusCodes.Status202Accepted);
    }

    /// <summary><c>GET /devices/{device}/requests/{id}</c>.</summary>
    public async Task<Results<Utf8ContentHttpResult, ProblemHttpResult>> GetAsync(string device, string id, HttpContext context)
    {
        var (known, problem) = await FindAsync(device, id, context);
        return known is null ? problem! : DurableDocument.ToResult(known, StatusCodes.Status200OK);
    }

    /// <summary><c>DELETE</c> of the same.</summary>
    public async Task<Results<NoContent, ProblemHttpResult>> CancelAsync(string device, string id, HttpContext context)
    {
        var (known, problem) = await FindAsync(device, id, context);
        if (known is null)
        {
            return problem!;
        }

        if (known.State == DurableState.Accepted)
        {
            var cancelling = journal.AppendAsync(journal.Entry(JournalKinds.Cancelled, known.Key));
            var appended = await WithinLimitAsync(cancelling, new Appended(PublishOutcome.TimedOut));
            if (!appended.IsRead)
            {
                return NotThere(context);
            }
        }

        return ledger.Find(known.Key, time.GetUtcNow()) is { State: DurableState.Cancelled }
            ? TypedResults.NoContent()
            : Problems.Create(409, ProblemCodes.NotCancellable, "The request was sent, or has ended.");
    }

    /// <summary>Unknown it is only after all was read that any instance has answered for.</summary>
    private async ValueTask<(DurableMessage? Known, ProblemHttpResult? Problem)> FindAsync(string device, string id, HttpContext context)
    {
        if (!Uuid.TryParse(device, out var uuid))
        {
            return (null, Problems.InvalidDevice());
        }

        var request = new RequestKey(uuid, id);
        if (Find(request) is { } known)
        {
            return (known, null);
        }

        if (!await WithinLimitAsync(journal.CatchUpAsync(), false))
        {
            return (null, NotThere(context));
        }

        return Find(request) is { } found
            ? (found, null)
            : (null, Problems.Create(404, ProblemCodes.RequestUnknown, "There is no such request, or its outcome is not kept any more."));
    }

    private Task<T> WithinLimitAsync<T>(Task<T> answer, T otherwise) => CallLimit.WithinAsync(answer, otherwise, time);

    private static JournalKey KeyOf(RequestKey request) => new(Kinds.Request, request.Device, request.Id);

    private static ProblemHttpResult NotThere(HttpContext context) =>
        Problems.Unavailable(context, "RabbitMQ, or what it has about requests, is not there just now.");
}
