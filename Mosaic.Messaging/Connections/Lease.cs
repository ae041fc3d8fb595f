using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Mosaic.Messaging;

/// <summary>
/// What one instance of all does at a time: the one that has declared an exclusive queue. RabbitMQ refuses the declaration
/// of any other and deletes the queue with its holder's connection, so the lease needs no clock. For a moment a holder may
/// not know yet that its connection has gone, and another holds the lease already: what is done twice then must do no harm.
/// </summary>
public sealed partial class Lease(BrokerConnection connection, string queue, TimeProvider time, ILogger<Lease> logger)
{
    /// <summary>How often it is tried while another has it.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    // The queue lives as long as the connection, not the channel: after a failure of the work it is still this instance's.
    private IConnection? _declaredOn;

    /// <summary>Waits for the lease and works while it is held, again and again until cancelled.</summary>
    /// <param name="whileHeld">The work. Its token is cancelled when the lease is lost.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<CancellationToken, Task> whileHeld, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await HoldAsync(whileHeld, cancellationToken);
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.ResourceLocked)
            {
                Log.HeldElsewhere(logger, queue);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Log.Failed(logger, queue, e);
            }

            await Task.Delay(RetryDelay, time, cancellationToken);
        }
    }

    private async Task HoldAsync(Func<CancellationToken, Task> whileHeld, CancellationToken cancellationToken)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var open = await connection.OpenAsync(cancellationToken);
        if (open != _declaredOn && await IsHeldAsync(open, cancellationToken))
        {
            Log.HeldElsewhere(logger, queue);
            return;
        }

        await using var channel = await open.CreateChannelAsync(cancellationToken: cancellationToken);
        channel.ChannelShutdownAsync += (_, _) => held.CancelAsync();
        await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: false, cancellationToken: cancellationToken);
        _declaredOn = open;
        Log.Held(logger, queue);
        try
        {
            await whileHeld(held.Token);
        }
        catch (OperationCanceledException) when (held.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Log.Lost(logger, queue);
        }
    }

    /// <summary>Whether the queue is there, found out without declaring it: RabbitMQ logs each declaration that it refuses as an error.</summary>
    private async Task<bool> IsHeldAsync(IConnection open, CancellationToken cancellationToken)
    {
        await using var channel = await open.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        try
        {
            // Nobody consumes it: a message that has expired when it comes is gone at once.
            await channel.BasicPublishAsync(
                Topology.DefaultExchange, queue, mandatory: true, new BasicProperties { Expiration = "0" }, ReadOnlyMemory<byte>.Empty, cancellationToken);
            return true;
        }
        catch (PublishException e) when (e.IsReturn)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "This instance holds the lease '{Queue}'.")]
        public static partial void Held(ILogger logger, string queue);

        [LoggerMessage(2, LogLevel.Information, "The lease '{Queue}' is lost with its channel.")]
        public static partial void Lost(ILogger logger, string queue);

        [LoggerMessage(3, LogLevel.Debug, "Another instance holds the lease '{Queue}'.")]
        public static partial void HeldElsewhere(ILogger logger, string queue);

        [LoggerMessage(4, LogLevel.Warning, "The work under the lease '{Queue}' failed and is begun again.")]
        public static partial void Failed(ILogger logger, string queue, Exception exception);
    }
}
