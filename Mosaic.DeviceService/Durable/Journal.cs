using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Telemetry;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Durable;

/// <summary>
/// Writes entries to <see cref="Topology.Requests"/> and learns, by reading it, what they came to. Only what was read counts:
/// the order in the stream decides, and is the same for every instance.
/// </summary>
internal sealed partial class Journal(DurablePublisher publisher, RequestLedger ledger, DispatchQueue dispatch, TimeProvider time, ILogger<Journal> logger)
{
    /// <summary>How long an entry that RabbitMQ has is waited for to be read here; it mostly takes a few milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<bool>> _awaited = new();
    private readonly Lock _lock = new();
    private Task<bool> _catchingUp = Task.FromResult(true);
    private Task<bool>? _nextCatchUp;
    private int _readings;
    private volatile bool _current;

    /// <summary>An entry of now.</summary>
    public JournalEntry Entry(string kind, MessageKey key) => new(kind, key, Guid.NewGuid(), time.GetUtcNow());

    /// <summary>Writes an entry and waits until it was read here. Never throws.</summary>
    public async Task<Appended> AppendAsync(JournalEntry entry)
    {
        var read = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[entry.Id] = read;
        try
        {
            var message = new AwaitedMessage { RoutingKey = Topology.Requests, Persistent = true, Mandatory = true };
            entry.WriteTo(message.Message);
            var outcome = await publisher.PublishAndWaitAsync(message, lane: 0, CancellationToken.None); // One lane: in the order of writing.
            if (outcome is not (PublishOutcome.Confirmed or PublishOutcome.TimedOut))
            {
                return new Appended(outcome);
            }

            return new Appended(PublishOutcome.Confirmed, await read.Task.WaitAsync(Patience, time));
        }
        catch (TimeoutException)
        {
            return new Appended(PublishOutcome.TimedOut);
        }
        catch (Exception e)
        {
            Log.NotWritten(logger, entry.Kind, e);
            return new Appended(PublishOutcome.TimedOut);
        }
        finally
        {
            _awaited.TryRemove(entry.Id, out _);
        }
    }

    /// <summary>Makes sure that all has been read here that was written before the journal was last begun or begun again to be read.</summary>
    /// <returns>False when that is not so yet.</returns>
    public ValueTask<bool> EnsureCurrentAsync() => _current ? ValueTask.FromResult(true) : new(CatchUpAsync());

    /// <summary>Reads all that was written up to now, by whomever. Many that ask at once share the entry it takes.</summary>
    /// <returns>False when that could not be done in time.</returns>
    public Task<bool> CatchUpAsync()
    {
        lock (_lock)
        {
            return _nextCatchUp ??= CatchUpAsync(_catchingUp);
        }
    }

    /// <summary>Reading has begun, or ended: what is written meanwhile is not known.</summary>
    public void ReadingChanged()
    {
        lock (_lock)
        {
            _readings++;
            _current = false;
        }
    }

    /// <summary>The next message of the stream.</summary>
    public void Take(Delivery delivery)
    {
        if (JournalEntry.Read(delivery) is not { } entry)
        {
            delivery.ReportUnreadable();
            return;
        }

        var counts = ledger.Apply(entry);
        if (counts)
        {
            dispatch.Changed(entry);
        }

        if (_awaited.TryRemove(entry.Id, out var awaited))
        {
            awaited.TrySetResult(counts);
        }
    }

    private async Task<bool> CatchUpAsync(Task<bool> before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        int reading;
        lock (_lock)
        {
            reading = _readings;
            _catchingUp = _nextCatchUp!;
            _nextCatchUp = null;
        }

        // A mark changes nothing; that it was read is what counts.
        var done = (await AppendAsync(Entry(JournalKinds.Mark, default))).IsRead;
        lock (_lock)
        {
            if (done && reading == _readings)
            {
                _current = true;
            }
        }

        return done;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "An entry '{Kind}' could not be written by a fault of this service.")]
        public static partial void NotWritten(ILogger logger, string kind, Exception exception);
    }
}

/// <summary>Reads the journal for as long as the service runs.</summary>
internal sealed class JournalService(
    Broker broker, Journal journal, RequestLedger ledger, DeviceServiceMetrics metrics, IOptions<MessagingOptions> messaging, TimeProvider time,
    ILogger<QueueConsumer> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.ObservePendingRequests(() => ledger.OpenCount);
        return new StreamFollower(broker, Topology.Requests, messaging.Value.Prefetch, time, logger)
            .RunAsync(journal.Take, _ => journal.ReadingChanged(), stoppingToken);
    }
}

/// <summary>What became of an entry for the journal.</summary>
/// <param name="Published">
/// Confirmed once it was read here, so that it stands there. Timed out when it may stand there, or come to; with any other outcome it never will.
/// </param>
/// <param name="Counts">Whether it changed something; false when something else came before it.</param>
internal readonly record struct Appended(PublishOutcome Published, bool Counts = false)
{
    /// <summary>Whether it stands there and was read here.</summary>
    public bool IsRead => Published == PublishOutcome.Confirmed;
}
