using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.DeviceService.Deliver;
using Mosaic.DeviceService.Http;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Lists, shows, puts back and removes what could not be delivered.</summary>
internal sealed class DeadLetterEndpoints(DeadLetterQueue queue, DeadLetterReplay replay)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    /// <summary>A page ends with the letter that makes it longer than this.</summary>
    private const int MaxPageBytes = 256 * 1024;

    private static readonly Task<bool?> Keep = Task.FromResult<bool?>(false);
    private static readonly Task<bool?> Remove = Task.FromResult<bool?>(true);
    private static readonly Task<bool?> Enough = Task.FromResult<bool?>(null);

    /// <summary>A page of summaries. It is put together before it is answered, so that a caller who reads slowly holds up no other.</summary>
    internal async Task ListAsync(string? limit, string? after, HttpContext context)
    {
        var most = DefaultLimit;
        Guid? last = null;
        if (!string.IsNullOrEmpty(limit) && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is < 1 or > MaxLimit))
        {
            await Problems.Create(400, ProblemCodes.InvalidMessage, $"The parameter 'limit' is not a number from 1 to {MaxLimit}.").ExecuteAsync(context);
            return;
        }

        if (!string.IsNullOrEmpty(after))
        {
            if (!DeviceParameter.TryRead(after, out var key))
            {
                await Problems.Create(400, ProblemCodes.InvalidMessage, "The parameter 'after' is not the 'next' of a page.").ExecuteAsync(context);
                return;
            }

            last = key;
        }

        using var page = new RentedBufferWriter();
        var problem = await WritePageAsync(page, most, last, context);
        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = page.Written;
        await context.Response.Body.WriteAsync(page.WrittenMemory, context.RequestAborted);
    }

    internal async Task GetAsync(string key, HttpContext context)
    {
        byte[]? found = null;
        var problem = await VisitOneAsync(key, letter =>
        {
            found = DeadLetterReader.ToUtf8(letter);
            return Enough;
        }, context);
        if (problem is null && found is null) problem = Unknown();
        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = found!.Length;
        await context.Response.Body.WriteAsync(found, context.RequestAborted);
    }

    internal async Task<Results<Accepted, ProblemHttpResult>> ReplayAsync(string key, HttpContext context)
    {
        Task<PublishOutcome?>? outcome = null;
        var problem = await VisitOneAsync(key, letter => IsReplayedAsync(outcome = replay.ReplayAsync(letter)), context);
        if (problem is not null) return problem;
        if (outcome is null) return Unknown();
        return await outcome switch
        {
            PublishOutcome.Confirmed => TypedResults.Accepted((string?)null),
            null => Problems.Create(409, ProblemCodes.NotReplayable, "The dead letter names no device, so it belongs into no queue."),
            PublishOutcome.Invalid => Problems.Create(409, ProblemCodes.NotReplayable, "The dead letter cannot be published: a field is too long or of no type that AMQP has."),
            _ => NotTaken(context),
        };
    }

    /// <summary>Puts back all, or those of a device, or with a reason.</summary>
    internal async Task<Results<Ok<Replayed>, ProblemHttpResult>> ReplayAllAsync(string? device, string? reason, HttpContext context)
    {
        if (!string.IsNullOrEmpty(device) && !DeviceParameter.TryRead(device, out _)) return DeviceParameter.Problem();
        var outcomes = new Dictionary<PublishOutcome, int>();
        var problem = await VisitAsync(letter =>
        {
            if (!string.IsNullOrEmpty(device) && !string.Equals(letter.Properties.Headers.Text(Fields.Device), device, StringComparison.OrdinalIgnoreCase)) return Keep;
            if (!string.IsNullOrEmpty(reason) && DeadLetterReader.ReasonOf(letter) != reason) return Keep;
            return IsReplayedAsync(CountAsync(outcomes, replay.ReplayAsync(letter)));
        }, context);
        if (problem is not null) return problem;
        lock (outcomes)
        {
            var done = outcomes.GetValueOrDefault(PublishOutcome.Confirmed);
            return done > 0 || outcomes.Count == 0 ? TypedResults.Ok(new Replayed(done)) : NotTaken(context);
        }
    }

    internal async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string key, HttpContext context)
    {
        var found = false;
        var problem = await VisitOneAsync(key, _ =>
        {
            found = true;
            return Remove;
        }, context);
        if (problem is not null) return problem;
        return found ? TypedResults.NoContent() : Unknown();
    }

    private async Task<ProblemHttpResult?> WritePageAsync(RentedBufferWriter page, int most, Guid? after, HttpContext context)
    {
        using var writer = new Utf8JsonWriter(page, AmqpJson.WriterOptions);
        var shown = 0;
        var last = Guid.Empty;
        Guid? next = null;
        var passed = after is null;
        writer.WriteStartObject();
        writer.WriteStartArray("deadletters");
        var problem = await VisitAsync(letter =>
        {
            if (!passed)
            {
                passed = letter.Key() == after;
                return Keep;
            }

            if (shown == most || page.Written + writer.BytesPending > MaxPageBytes)
            {
                next = last;
                return Enough;
            }

            DeadLetterReader.WriteSummary(writer, letter);
            writer.Flush();
            last = letter.Key();
            shown++;
            return Keep;
        }, context);
        if (problem is not null) return problem;
        if (!passed) return Problems.Create(404, ProblemCodes.DeadLetterUnknown, "The last letter of the page before is not there any more: begin anew.");
        writer.WriteEndArray();
        if (next is { } key) writer.WriteString("next", key);
        else writer.WriteNull("next");
        writer.WriteEndObject();
        writer.Flush();
        return null;
    }

    /// <summary>Shows the letter of a key to a visitor, if it is there.</summary>
    private async Task<ProblemHttpResult?> VisitOneAsync(string key, Func<DeadLetter, Task<bool?>> visitor, HttpContext context)
    {
        if (!DeviceParameter.TryRead(key, out var wanted)) return Unknown();
        var found = false;
        return await VisitAsync(letter =>
        {
            if (found) return Enough;
            if (letter.Key() != wanted) return Keep;
            found = true;
            return visitor(letter);
        }, context);
    }

    private async Task<ProblemHttpResult?> VisitAsync(Func<DeadLetter, Task<bool?>> visitor, HttpContext context)
    {
        try
        {
            await queue.VisitAsync(visitor, context.RequestAborted);
            return null;
        }
        catch (DeadLettersBusyException)
        {
            RetryAfter.Soon(context);
            return Problems.Create(503, ProblemCodes.DeadLettersBusy, "Another call reads the dead letters.");
        }
        catch (Exception e) when (e is TimeoutException or IOException or RabbitMQ.Client.Exceptions.RabbitMQClientException)
        {
            RetryAfter.Soon(context);
            return Problems.Create(503, ProblemCodes.BrokerUnavailable, "RabbitMQ is away; what was not put back or removed is still there.");
        }
    }

    private static async Task<bool?> IsReplayedAsync(Task<PublishOutcome?> outcome) => await outcome == PublishOutcome.Confirmed;

    private static async Task<PublishOutcome?> CountAsync(Dictionary<PublishOutcome, int> outcomes, Task<PublishOutcome?> outcome)
    {
        if (await outcome is { } known)
        {
            lock (outcomes) outcomes[known] = outcomes.GetValueOrDefault(known) + 1;
        }

        return await outcome;
    }

    private static ProblemHttpResult Unknown() => Problems.Create(404, ProblemCodes.DeadLetterUnknown, "There is no dead letter with this key.");

    private static ProblemHttpResult NotTaken(HttpContext context)
    {
        RetryAfter.Soon(context);
        return Problems.Create(503, ProblemCodes.BrokerUnavailable, "RabbitMQ did not take the message back; it stays among the dead letters.");
    }
}
