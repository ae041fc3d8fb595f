using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Api;
using Mosaic.Messaging;
using Mosaic.ServiceDefaults.Settings;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>How the dead letters are read: section <c>DeadLetters</c> of the configuration.</summary>
internal sealed class DeadLettersOptions
{
    public const string Section = "DeadLetters";

    /// <summary>How many of them one call looks at, the oldest first.</summary>
    [Range(1, 10_000_000), Unit("messages")]
    public int MaxScan { get; set; } = 50_000;

    /// <summary>How long a call waits while another reads them.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// Reads the dead letters in their queue, so that every instance sees the same. One call at a time over all instances, which an
/// exclusive queue ensures.
/// </summary>
internal sealed class DeadLetterQueue(Broker broker, IOptions<DeadLettersOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly DeadLettersOptions _options = options.Value;
    private readonly SemaphoreSlim _turn = new(1, 1); // An exclusive queue is its connection's, which all calls here share.
    private Task _closing = Task.CompletedTask; // Of the channel of the call before.

    /// <summary>Shows the dead letters to a visitor, the oldest first, but only those that are there when it begins.</summary>
    /// <param name="visitor">
    /// Called for one after the other, with a body that is valid until it returns. Its decision may come later: true to remove the letter
    /// from the queue, false to keep it, null, at once, to keep it and see no more.
    /// </param>
    /// <param name="cancellationToken">
    /// Of the caller. When it goes, the visitor is not called any more; what was not removed is given back as in any other visit.
    /// </param>
    /// <returns>False when another call was reading them all the time, so that this one has seen none.</returns>
    /// <exception cref="TimeoutException">RabbitMQ is away, or silent.</exception>
    public async Task<bool> VisitAsync(Func<DeadLetter, Task<bool?>> visitor, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        if (!await _turn.WaitAsync(_options.BusyTimeout, cancellationToken))
        {
            return false;
        }

        try
        {
            // A silent RabbitMQ may still hold what the call before was shown.
            await _closing.WaitAsync(Remaining(), time, cancellationToken);
            while (!await TryVisitAsync(visitor, cancellationToken))
            {
                if (Remaining() == TimeSpan.Zero)
                {
                    return false;
                }

                await Task.Delay(RetryDelay, time, cancellationToken);
            }

            return true;
        }
        finally
        {
            _turn.Release();
        }

        TimeSpan Remaining()
        {
            var remaining = _options.BusyTimeout - time.GetElapsedTime(started);
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <returns>False when another instance reads them.</returns>
    private async Task<bool> TryVisitAsync(Func<DeadLetter, Task<bool?>> visitor, CancellationToken caller)
    {
        // Not cancelled by the caller: whoever comes next is to find all letters, in their order.
        using var limit = new CallLimit(time, CancellationToken.None);
        var over = limit.Token;
        var opening = CreateChannelAsync(over);
        var visiting = new Lock();
        try
        {
            var channel = await opening.WaitAsync(over);
            await TakeLeaseAsync(channel, over);
            var queue = await channel.QueueDeclarePassiveAsync(Topology.DeadLetters, over);
            if (queue.MessageCount > 0)
            {
                await new DeadLetterVisit(channel, queue, _options.MaxScan, letter =>
                {
                    lock (visiting)
                    {
                        // The caller has gone on without it.
                        if (over.IsCancellationRequested || caller.IsCancellationRequested)
                        {
                            return Task.FromResult<bool?>(null);
                        }

                        limit.Restart();
                        return visitor(letter);
                    }
                }, time).RunAsync(over);
            }

            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.ResourceLocked)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException();
        }
        finally
        {
            lock (visiting)
            {
                // From here on the visitor is not called.
            }

            // A silent RabbitMQ answers no closing either: then the caller does not wait for that, but the next call does.
            _closing = CloseAsync(opening);
            await _closing.WaitAsync(over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IChannel> CreateChannelAsync(CancellationToken cancellationToken)
    {
        var connection = await broker.Consuming.OpenAsync(cancellationToken);
        return await connection.CreateChannelAsync(cancellationToken: CancellationToken.None);
    }

    /// <summary>The lease ends with its only consumer, and so with the channel, whatever becomes of the visit.</summary>
    private static async Task TakeLeaseAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await channel.QueueDeclareAsync(Topology.DeadLettersLease, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
        await channel.BasicConsumeAsync(Topology.DeadLettersLease, autoAck: true, new AsyncDefaultBasicConsumer(channel), cancellationToken);
    }

    private static async Task CloseAsync(Task<IChannel> opening)
    {
        try
        {
            await (await opening).DisposeAsync();
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            // It has ended with its connection.
        }
    }
}
