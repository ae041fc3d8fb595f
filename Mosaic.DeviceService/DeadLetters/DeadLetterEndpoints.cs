using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Api;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Lists, shows, puts back and removes what could not be delivered.</summary>
internal sealed class DeadLetterEndpoints(DeadLetterQueue queue, DurablePublisher publisher, IOptions<MessagingOptions> messaging, TimeProvider time)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    /// <summary>A page ends with the letter that makes it longer than this.</summary>
    private const int MaxPageBytes = 256 * 1024;

    private static readonly Task<bool?> Keep = Task.FromResult<bool?>(false);
    private static readonly Task<bool?> Remove = Task.FromResult<bool?>(true);
    private static readonly Task<bool?> Enough = Task.FromResult<bool?>(null);

    /// <summary>A page of summaries. It is put together before it is answered, so that a caller who reads slowly holds up no other.</summary>
    public async Task<Results<Utf8ContentHttpResult, ProblemHttpResult>> ListAsync(string? limit, string? after, HttpContext context)
    {
        var most = DefaultLimit;
        Guid? last = null;
        if (!string.IsNullOrEmpty(limit) && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is < 1 or > MaxLimit))
        {
            return Problems.Invalid($"The parameter 'limit' is not a number from 1 to {MaxLimit}.");
        }

        if (!string.IsNullOrEmpty(after))
        {
            if (!Uuid.TryParse(after, out var key))
            {
                return Problems.Invalid("The parameter 'after' is not the 'next' of a page.");
            }

            last = key;
        }

        var page = new ArrayBufferWriter<byte>();
        return await WritePageAsync(page, most, last, context) is { } problem ? problem : TypedResults.Text(page.WrittenSpan, "application/json");
    }

    public async Task<Results<Utf8ContentHttpResult, ProblemHttpResult>> GetAsync(string key, HttpContext context)
    {
        byte[]? found = null;
        var problem = await VisitOneAsync(key, letter =>
        {
            found = letter.ToUtf8();
            return Enough;
        }, context);
        if (problem is not null)
        {
            return problem;
        }

        return found is null ? Unknown() : TypedResults.Text(found, "application/json");
    }

    public async Task<Results<Accepted, ProblemHttpResult>> ReplayAsync(string key, HttpContext context)
    {
        Task<PublishOutcome?>? outcome = null;
        var problem = await VisitOneAsync(key, letter => IsReplayedAsync(outcome = PublishAsync(letter)), context);
        if (problem is not null)
        {
            return problem;
        }

        if (outcome is null)
        {
            return Unknown();
        }

        return await outcome switch
        {
            PublishOutcome.Confirmed => TypedResults.Accepted((string?)null),
            null => Problems.Create(409, ProblemCodes.NotReplayable, "The dead letter names no device, so it belongs into no queue."),
            PublishOutcome.Invalid => Problems.Create(409, ProblemCodes.NotReplayable, "The dead letter cannot be published: a field is too long or of no type that AMQP has."),
            _ => NotTaken(context),
        };
    }

    /// <summary>Puts back all, or those of a device, or with a reason.</summary>
    public async Task<Results<Ok<Replayed>, ProblemHttpResult>> ReplayAllAsync(string? device, string? reason, HttpContext context)
    {
        if (!string.IsNullOrEmpty(device) && !Uuid.TryParse(device, out _))
        {
            return Problems.InvalidDevice();
        }

        var outcomes = new Dictionary<PublishOutcome, int>();
        var problem = await VisitAsync(letter =>
        {
            if (!string.IsNullOrEmpty(device) && !string.Equals(letter.Properties.Headers.Text(Fields.Device), device, StringComparison.OrdinalIgnoreCase))
            {
                return Keep;
            }

            if (!string.IsNullOrEmpty(reason) && letter.Reason != reason)
            {
                return Keep;
            }

            return IsReplayedAsync(CountAsync(outcomes, PublishAsync(letter)));
        }, context);
        if (problem is not null)
        {
            return problem;
        }

        lock (outcomes)
        {
            var done = outcomes.GetValueOrDefault(PublishOutcome.Confirmed);
            return done > 0 || outcomes.Count == 0 ? TypedResults.Ok(new Replayed(done)) : NotTaken(context);
        }
    }

    public async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string key, HttpContext context)
    {
        var found = false;
        var problem = await VisitOneAsync(key, _ =>
        {
            found = true;
            return Remove;
        }, context);
        if (problem is not null)
        {
            return problem;
        }

        return found ? TypedResults.NoContent() : Unknown();
    }

    private async Task<ProblemHttpResult?> WritePageAsync(ArrayBufferWriter<byte> page, int most, Guid? after, HttpContext context)
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

            if (shown == most || page.WrittenCount + writer.BytesPending > MaxPageBytes)
            {
                next = last;
                return Enough;
            }

            letter.WriteSummary(writer);
            writer.Flush();
            last = letter.Key();
            shown++;
            return Keep;
        }, context);
        if (problem is not null)
        {
            return problem;
        }

        if (!passed)
        {
            return Problems.Create(404, ProblemCodes.DeadLetterUnknown, "The last letter of the page before is not there any more: begin anew.");
        }

        writer.WriteEndArray();
        if (next is { } key)
        {
            writer.WriteString("next", key);
        }
        else
        {
            writer.WriteNull("next");
        }

        writer.WriteEndObject();
        writer.Flush();
        return null;
    }

    /// <summary>Shows the letter of a key to a visitor, if it is there.</summary>
    private async Task<ProblemHttpResult?> VisitOneAsync(string key, Func<DeadLetter, Task<bool?>> visitor, HttpContext context)
    {
        if (!Uuid.TryParse(key, out var wanted))
        {
            return Unknown();
        }

        var found = false;
        return await VisitAsync(letter =>
        {
            if (found)
            {
                return Enough;
            }

            if (letter.Key() != wanted)
            {
                return Keep;
            }

            found = true;
            return visitor(letter);
        }, context);
    }

    private async Task<ProblemHttpResult?> VisitAsync(Func<DeadLetter, Task<bool?>> visitor, HttpContext context)
    {
        try
        {
            return await queue.VisitAsync(visitor, context.RequestAborted)
                ? null
                : Problems.Unavailable(context, "Another call reads the dead letters.", ProblemCodes.DeadLettersBusy);
        }
        catch (Exception e) when (e is TimeoutException or IOException or RabbitMQ.Client.Exceptions.RabbitMQClientException)
        {
            return Problems.Unavailable(context, "RabbitMQ is away; what was not put back or removed is still there.");
        }
    }

    /// <summary>Publishes a letter again as it was, behind its device's other messages. The letter's body is copied before it returns.</summary>
    /// <returns>How that ended; null when it names no device and so belongs into no queue.</returns>
    private Task<PublishOutcome?> PublishAsync(DeadLetter letter)
    {
        if (letter.Properties.Headers.Uuid(Fields.Device) is not { } device)
        {
            return Task.FromResult<PublishOutcome?>(null);
        }

        var outgoing = new AwaitedMessage
        {
            Exchange = Topology.DeviceToHive,
            RoutingKey = Topology.PartitionOf(device, messaging.Value.Partitions).ToString(CultureInfo.InvariantCulture),
            Persistent = true,
            Mandatory = true,
        };
        StoredMessage.CopyTo(letter.Properties, letter.Body.ToArray(), outgoing.Message);
        return WithinLimitAsync();

        // What is not confirmed in time may be in its queue all the same: it stays a dead letter as well, and may come twice.
        async Task<PublishOutcome?> WithinLimitAsync() =>
            await CallLimit.WithinAsync(publisher.PublishAndWaitAsync(outgoing, device.GetHashCode(), CancellationToken.None), PublishOutcome.TimedOut, time);
    }

    private static async Task<bool?> IsReplayedAsync(Task<PublishOutcome?> outcome) => await outcome == PublishOutcome.Confirmed;

    private static async Task<PublishOutcome?> CountAsync(Dictionary<PublishOutcome, int> outcomes, Task<PublishOutcome?> outcome)
    {
        if (await outcome is { } known)
        {
            lock (outcomes)
            {
                outcomes[known] = outcomes.GetValueOrDefault(known) + 1;
            }
        }

        return await outcome;
    }

    private static ProblemHttpResult Unknown() => Problems.Create(404, ProblemCodes.DeadLetterUnknown, "There is no dead letter with this key.");

    private static ProblemHttpResult NotTaken(HttpContext context) =>
        Problems.Unavailable(context, "RabbitMQ did not take the message back; it stays among the dead letters.");
}
