using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.WebSocketService.Relay;

/// <summary>A long-lived channel for bindings, one operation at a time, opened again when it has ended.</summary>
internal sealed class BindingChannel(BrokerConnection connection)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IChannel? _channel;

    public async Task RunAsync(Func<IChannel, Task> operation, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_channel is not { IsOpen: true })
            {
                if (_channel is { } ended)
                {
                    _channel = null;
                    await ended.DisposeAsync();
                }

                var open = await connection.OpenAsync(cancellationToken);
                _channel = await open.CreateChannelAsync(cancellationToken: cancellationToken);
            }

            await operation(_channel);
        }
        finally
        {
            _gate.Release();
        }
    }
}
