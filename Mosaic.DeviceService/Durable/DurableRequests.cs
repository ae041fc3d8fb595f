using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.DeviceService.Api;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Durable;

/// <summary>Takes requests and events that no call waits for, shows how requests stand, and cancels them.</summary>
internal sealed class DurableRequests(RequestLedger ledger, Journal journal, TimeProvider time)
{
    /// <summary>Whether something waits for the device, which an event is not to overtake.</summary>
    public bool HasPending(Guid device) => ledger.HasPending(device);

    /// <summary>What is kept under a key, if anything.</summary>
    public DurableMessage? Find(MessageKey key) => ledger.Find(key, time.GetUtcNow());

    /// <summary>
    /// Takes a request or event into the journal, each key once over all instances. When it returns that it is accepted, or repeated,
    /// RabbitMQ has it and so has the ledger here.
    /// </summary>
    /// <param name="key">Names it.</param>
    /// <param name="body">What the caller sent; kept.</param>
    /// <param name="timeout">How long its answer is waited for.</param>
    /// <param name="ttl">How long it is kept for a device that is away.</param>
    public Task<RequestOutcome> AcceptAsync(MessageKey key, ReadOnlyMemory<byte> body, TimeSpan timeout, TimeSpan ttl) =>
        WithinLimitAsync(AppendAsync(key, body, timeout, ttl), RequestOutcome.PerhapsKept);

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

        return Find(known.Key) is { State: DurableState.Cancelled }
            ? TypedResults.NoContent()
            : Problems.Create(409, ProblemCodes.NotCancellable, "The request was sent, or has ended.");
    }

    private async Task<RequestOutcome> AppendAsync(MessageKey key, ReadOnlyMemory<byte> body, TimeSpan timeout, TimeSpan ttl)
    {
        if (!await journal.EnsureCurrentAsync())
        {
            return RequestOutcome.NotTaken;
        }

        if (Find(key) is { } known)
        {
            return Compare(known, body);
        }

        if (!ledger.HasRoom(key.Device, body.Length))
        {
            return RequestOutcome.Full;
        }

        var appended = await journal.AppendAsync(journal.Entry(JournalKinds.Accepted, key) with { Body = body, Timeout = timeout, TimeToLive = ttl });
        if (appended.Counts)
        {
            return RequestOutcome.Accepted;
        }

        if (!appended.IsRead)
        {
            return appended.Published == PublishOutcome.TimedOut ? RequestOutcome.PerhapsKept : RequestOutcome.NotTaken;
        }

        // Another came before it; when it is gone again already, an event was sent meanwhile.
        return Find(key) is { } first ? Compare(first, body) : RequestOutcome.Repeated;
    }

    private static RequestOutcome Compare(DurableMessage known, ReadOnlyMemory<byte> body) =>
        known.HasBody(body.Span) ? RequestOutcome.Repeated : RequestOutcome.Conflict;

    /// <summary>A request is unknown only after everything was read that any instance may have accepted.</summary>
    private async ValueTask<(DurableMessage? Known, ProblemHttpResult? Problem)> FindAsync(string device, string id, HttpContext context)
    {
        if (!Uuid.TryParse(device, out var uuid))
        {
            return (null, Problems.InvalidDevice());
        }

        var request = new MessageKey(Kinds.Request, uuid, id);
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

    private static ProblemHttpResult NotThere(HttpContext context) =>
        Problems.Unavailable(context, "RabbitMQ, or what it has about requests, is not there just now.");
}
