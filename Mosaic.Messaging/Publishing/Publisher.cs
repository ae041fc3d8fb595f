using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mosaic.Messaging;

/// <summary>
/// Publishes to RabbitMQ with confirms, over a few long-lived channels. Messages with the same lane number keep their
/// order. Every message ends in exactly one <see cref="PublishOutcome"/>.
/// </summary>
public abstract partial class Publisher : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    private readonly PublishLane[] _lanes;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _expiry;
    private readonly ILogger _logger;
    private bool _givesUp;
    private Task _running = Task.CompletedTask;
    private int _disposed;

    private protected Publisher(Broker broker, IOptions<MessagingOptions> options, bool durable, TimeProvider time, ILogger logger)
    {
        var settings = options.Value;
        _time = time;
        _logger = logger;
        _lanes = [.. Enumerable.Range(0, settings.PublishChannels)
            .Select(_ => new PublishLane(broker.Publishing, durable, settings, time, logger))];
        _expiry = time.CreateTimer(_ => Expire(settings), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>
    /// Takes a message over and returns as soon as it is queued, waiting while its lane is full. The outcome comes
    /// through <see cref="OutgoingMessage.Completed"/>.
    /// </summary>
    /// <param name="message">The message; the publisher's until it is completed.</param>
    /// <param name="lane">Any number; equal ones share a channel and keep their order.</param>
    /// <param name="cancellationToken">Ends the wait for room; the message was not taken then.</param>
    public ValueTask PublishAsync(OutgoingMessage message, int lane, CancellationToken cancellationToken)
    {
        message.Error = null;
        message.StartedAt = Stopwatch.GetTimestamp();
        message.Activity = MessagingTelemetry.StartPublish(message.Message, message.Exchange, message.RoutingKey);
        return _lanes[(uint)lane % (uint)_lanes.Length].PublishAsync(message, cancellationToken);
    }

    /// <summary>Publishes a message and waits for its outcome. Never throws but for cancellation of the wait for room.</summary>
    public async Task<PublishOutcome> PublishAndWaitAsync(AwaitedMessage message, int lane, CancellationToken cancellationToken)
    {
        await PublishAsync(message, lane, cancellationToken);
        return await message.Outcome;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(_lanes.Select(lane => Task.Run(() => lane.RunAsync(_stopping.Token), CancellationToken.None)));
        return Task.CompletedTask;
    }

    /// <summary>Nothing yet: others still publish while the host stops. <see cref="DisposeAsync"/> ends the lanes.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lets what was taken go out, for at most 5 s, and ends the rest as <see cref="PublishOutcome.TimedOut"/> or <see cref="PublishOutcome.Unavailable"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return; // The host holds it twice: as a service of its own and as a hosted one.
        }

        foreach (var lane in _lanes)
        {
            lane.Complete();
        }

        // A lane that has nothing left may still wait for RabbitMQ.
        if (!_lanes.All(lane => lane.IsDone))
        {
            await Task.WhenAny(_running, Task.Delay(DrainTimeout, _time));
        }

        await _stopping.CancelAsync();
        await _running;
        await _expiry.DisposeAsync();
        foreach (var lane in _lanes)
        {
            lane.Abandon();
        }

        _stopping.Dispose();
    }

    private void Expire(MessagingOptions settings)
    {
        var givesUp = false;
        foreach (var lane in _lanes)
        {
            lane.Expire();
            givesUp |= lane.HasGivenUp;
        }

        // Once, not for each message: there may be thousands a second.
        if (givesUp && !_givesUp)
        {
            Log.GivesUp(_logger, settings.RecoveryTimeout);
        }

        _givesUp = givesUp;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "RabbitMQ has been away for {Time}. Messages that wait for it are given up from now on, and their senders told.")]
        public static partial void GivesUp(ILogger logger, TimeSpan time);
    }
}

/// <summary>
/// For messages that a promise depends on: when the connection is lost they wait for it, up to
/// <see cref="MessagingOptions.RecoveryTimeout"/>, and what was not confirmed is published again, in order.
/// </summary>
public sealed class DurablePublisher(Broker broker, IOptions<MessagingOptions> options, TimeProvider time, ILogger<DurablePublisher> logger)
    : Publisher(broker, options, durable: true, time, logger);

/// <summary>
/// For messages that are worth something now or never: without a connection they end at once, and none is published twice.
/// </summary>
public sealed class LivePublisher(Broker broker, IOptions<MessagingOptions> options, TimeProvider time, ILogger<LivePublisher> logger)
    : Publisher(broker, options, durable: false, time, logger);
