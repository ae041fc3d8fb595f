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
        using var silence = new CallLimit(time, cancellationToken);
        try
        {
            var connection = await broker.Consuming.OpenAsync(silence.Token);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: silence.Token);
            await channel.QueueDeclareAsync(Topology.DeadLettersLease, durable: false, exclusive: true, autoDelete: false, cancellationToken: silence.Token);
            var queue = await channel.QueueDeclarePassiveAsync(Topology.DeadLetters, silence.Token);
            var count = (int)Math.Min(queue.MessageCount, (uint)_options.MaxScan);
            if (count > 0)
            {
                await new DeadLetterVisit(channel, count, letter =>
                {
                    silence.Restart();
                    return visitor(letter);
                }).RunAsync(Topology.DeadLetters, silence.Token);
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
    }
}
