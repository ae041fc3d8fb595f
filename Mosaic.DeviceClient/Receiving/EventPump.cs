using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Mosaic.Devices;

/// <summary>
/// Hands received events to the handler, one after the other in the order they came. The receiving side never waits for it: a
/// handler that waits for an ack would wait for itself.
/// </summary>
internal sealed partial class EventPump(DeviceClientOptions options, CancellationToken stopping)
{
    private readonly Channel<DeviceEvent> _events =
        Channel.CreateBounded<DeviceEvent>(new BoundedChannelOptions(options.ReceiveQueue) { SingleReader = true });

    private Func<DeviceEvent, CancellationToken, ValueTask>? _handler;

    public void Handle(Func<DeviceEvent, CancellationToken, ValueTask> handler) => Volatile.Write(ref _handler, handler);

    /// <returns>False when as many wait as may.</returns>
    public bool TryAdd(DeviceEvent message) => _events.Writer.TryWrite(message);

    public void Complete() => _events.Writer.TryComplete();

    public async Task RunAsync()
    {
        await foreach (var message in _events.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (stopping.IsCancellationRequested)
            {
                break;
            }

            await HandleAsync(message);
        }
    }

    private async Task HandleAsync(DeviceEvent message)
    {
        if (Volatile.Read(ref _handler) is not { } handler)
        {
            LogNoHandler(options.Logger, message.Id, message.Type);
            return;
        }

        using var activity = DeviceTelemetry.StartHandling("process event", message);
        try
        {
            await handler(message, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The client is being disposed of; the handler was asked to stop.
        }
        catch (Exception exception)
        {
            activity?.SetStatus(System.Diagnostics.ActivityStatusCode.Error);
            LogHandlerFailed(options.Logger, exception, message.Id, message.Type);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "No handler for events: event {Id} of type {Type} is dropped.")]
    private static partial void LogNoHandler(ILogger logger, string id, string type);

    [LoggerMessage(2, LogLevel.Error, "The handler failed on event {Id} of type {Type}.")]
    private static partial void LogHandlerFailed(ILogger logger, Exception exception, string id, string type);
}
