using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.DeviceService.Http;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Lists, puts back and removes what could not be delivered.</summary>
internal sealed class DeadLetterEndpoints(DeadLetterQueue queue, DeadLetterReplay replay)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    internal async Task<Results<Ok<DeadLetterList>, ProblemHttpResult>> ListAsync(string? limit, HttpContext context)
    {
        var most = DefaultLimit;
        if (!string.IsNullOrEmpty(limit) && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is < 1 or > MaxLimit))
            return Problems.Create(400, ProblemCodes.InvalidMessage, $"The parameter 'limit' is not a number from 1 to {MaxLimit}.");
        var letters = new List<DeadLetterView>();
        try
        {
            var count = await queue.VisitAsync(most, letter =>
            {
                letters.Add(DeadLetterReader.Read(letter));
                return ValueTask.FromResult(false);
            }, context.RequestAborted);
            return TypedResults.Ok(new DeadLetterList(letters, count > letters.Count));
        }
        catch (DeadLettersBusyException)
        {
            return Busy(context);
        }
    }

    internal async Task<Results<Accepted, ProblemHttpResult>> ReplayAsync(string id, HttpContext context)
    {
        var end = await ForAsync(id, letter => replay.ReplayAsync(letter), context);
        return end.Problem is { } problem ? problem : TypedResults.Accepted((string?)null);
    }

    internal async Task<Results<Ok<Replayed>, ProblemHttpResult>> ReplayAllAsync(HttpContext context)
    {
        var end = await ForAsync(null, letter => replay.ReplayAsync(letter), context);
        return end.Problem is { } problem ? problem : TypedResults.Ok(new Replayed(end.Done));
    }

    internal async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, HttpContext context)
    {
        var end = await ForAsync(id, _ => Task.FromResult<PublishOutcome?>(PublishOutcome.Confirmed), context);
        return end.Problem is { } problem ? problem : TypedResults.NoContent();
    }

    /// <summary>Does something to the dead letters of an id, or to all; removes those where it is confirmed.</summary>
    private async Task<(int Done, ProblemHttpResult? Problem)> ForAsync(string? id, Func<DeadLetter, Task<PublishOutcome?>> deal, HttpContext context)
    {
        var done = 0;
        var found = 0;
        PublishOutcome? last = null;
        try
        {
            await queue.VisitAsync(int.MaxValue, async letter =>
            {
                if (id is not null && DeadLetterReader.IdOf(letter) != id) return false;
                found++;
                last = await deal(letter);
                if (last != PublishOutcome.Confirmed) return false;
                done++;
                return true;
            }, context.RequestAborted);
        }
        catch (DeadLettersBusyException)
        {
            return (done, Busy(context));
        }

        if (done > 0 || (id is null && last is null or PublishOutcome.Confirmed)) return (done, null);
        if (found == 0) return (0, Problems.Create(404, ProblemCodes.DeadLetterUnknown, "There is no dead letter with this id."));
        if (last is null) return (0, Problems.Create(409, ProblemCodes.NotReplayable, "The dead letter names no device, so it belongs into no queue."));
        RetryAfter.Soon(context);
        return (0, Problems.Create(503, ProblemCodes.BrokerUnavailable, "RabbitMQ did not take the message back; it stays among the dead letters."));
    }

    private static ProblemHttpResult Busy(HttpContext context)
    {
        RetryAfter.Soon(context);
        return Problems.Create(503, ProblemCodes.DeadLettersBusy, "Another call reads the dead letters.");
    }
}
