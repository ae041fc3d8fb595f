using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Http;
using Mosaic.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>
/// Looks through the dead letters where they are, so that every instance sees the same. One call at a time over all instances, which
/// an exclusive queue makes sure of.
/// </summary>
internal sealed class DeadLetterQueue(Broker broker, IOptions<DeadLettersOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly DeadLettersOptions _options = options.Value;
    private readonly SemaphoreSlim _turn = new(1, 1); // An exclusive queue is its connection's, which all calls here share.

    /// <summary>Shows the dead letters to a visitor, the oldest first, but only those that are there when it begins.</summary>
    /// <param name="visitor">
    /// Called for one after the other, with a body that is valid until it returns. Its decision may come later: true to remove the letter
    /// from the queue, false to keep it, null, at once, to keep it and see no more.
    /// </param>
    /// <param name="cancellationToken">Ends it; what was not removed is still there.</param>
    /// <exception cref="DeadLettersBusyException">Another call was reading them all the time.</exception>
    /// <exception cref="TimeoutException">RabbitMQ is away, or silent.</exception>
    internal async Task VisitAsync(Func<DeadLetter, Task<bool?>> visitor, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        if (!await _turn.WaitAsync(_options.BusyTimeout, cancellationToken)) throw new DeadLettersBusyException();
        try
        {
            while (!await TryVisitAsync(visitor, cancellationToken))
            {
                if (time.GetElapsedTime(started) > _options.BusyTimeout) throw new DeadLettersBusyException();
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <returns>False when another instance reads them.</returns>
    private async Task<bool> TryVisitAsync(Func<DeadLetter, Task<bool?>> visitor, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(time, cancellationToken);
        var over = limit.Token;
        var connection = await OpenAsync(over, cancellationToken);
        var opening = connection.CreateChannelAsync(cancellationToken: CancellationToken.None);
        var visiting = new Lock();
        try
        {
            var channel = await opening.WaitAsync(over);
            await channel.QueueDeclareAsync(Topology.DeadLettersLease, durable: false, exclusive: true, autoDelete: false, cancellationToken: over);
            var queue = await channel.QueueDeclarePassiveAsync(Topology.DeadLetters, over);
            var count = (int)Math.Min(queue.MessageCount, (uint)_options.MaxScan);
            if (count > 0)
            {
                await new DeadLetterVisit(channel, count, letter =>
                {
                    lock (visiting)
                    {
                        if (over.IsCancellationRequested) return Task.FromResult<bool?>(null); // The caller has gone on without it.
                        limit.Restart();
                        return visitor(letter);
                    }
                }).RunAsync(Topology.DeadLetters, over);
            }

            await channel.QueueDeleteAsync(Topology.DeadLettersLease, ifUnused: false, ifEmpty: false, noWait: true, CancellationToken.None);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.ResourceLocked)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
        finally
        {
            lock (visiting)
            {
                // From here on the visitor is not called.
            }

            // A silent RabbitMQ answers no closing either: then the caller does not wait for that.
            await CloseAsync(opening).WaitAsync(over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IConnection> OpenAsync(CancellationToken over, CancellationToken caller)
    {
        try
        {
            return await broker.Consuming.OpenAsync(over);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
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
