using Mosaic.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Mosaic.WebSocketService.Sessions;

/// <summary>
/// A long-lived channel for bindings. Runs one operation at a time, in the order of the calls; each has <see cref="Timeout"/> from when it is sent. A call
/// waits as long as those before it make progress, and gives up when none of them has succeeded for that time.
/// </summary>
internal sealed class BindingChannel(BrokerConnection connection, TimeProvider time)
{
    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private IChannel? _channel;
    private long _doneAt = time.GetTimestamp();

    /// <summary>Runs an operation on the channel, which is opened when it is not open.</summary>
    /// <exception cref="OperationCanceledException">RabbitMQ has not answered in time. The operation may have been done.</exception>
    public async Task RunAsync(Func<IChannel, CancellationToken, Task> operation)
    {
        await WaitForTurnAsync();
        try
        {
            var channel = await OpenAsync();
            using var timeout = new CancellationTokenSource(Timeout, time);
            await operation(channel, timeout.Token);
            Volatile.Write(ref _doneAt, time.GetTimestamp());
        }
        catch
        {
            // A late answer would be taken for the answer to the next operation. Closing waits until RabbitMQ has processed everything on this channel, so
            // that none of it is done after what follows on another channel.
            await CloseAsync();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task WaitForTurnAsync()
    {
        using var givenUp = new CancellationTokenSource();
        var turn = _turn.WaitAsync(givenUp.Token);
        while (!turn.IsCompleted)
        {
            using var waited = new CancellationTokenSource();
            await Task.WhenAny(turn, Task.Delay(Timeout, time, waited.Token));
            await waited.CancelAsync();
            if (!turn.IsCompleted && time.GetElapsedTime(Volatile.Read(ref _doneAt)) > Timeout)
            {
                await givenUp.CancelAsync();
                break;
            }
        }

        await turn;
    }

    private async Task<IChannel> OpenAsync()
    {
        if (_channel is { IsOpen: true } open)
        {
            return open;
        }

        await CloseAsync();
        using var timeout = new CancellationTokenSource(Timeout, time);
        var opened = await connection.OpenAsync(timeout.Token);
        return _channel = await opened.CreateChannelAsync(cancellationToken: timeout.Token);
    }

    private async Task CloseAsync()
    {
        if (_channel is not { } channel)
        {
            return;
        }

        _channel = null;
        try
        {
            await channel.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or TimeoutException or RabbitMQClientException or ObjectDisposedException)
        {
            // It is gone with its connection, or RabbitMQ does not answer: that connection will be.
        }
    }
}
