using Microsoft.Extensions.Logging;

namespace Mosaic.Devices;

/// <summary>
/// Answers requests, several at a time, each id once: a repeat of an answered one gets the kept answer, a repeat of a running one
/// gets the answer that is on its way.
/// </summary>
internal sealed partial class RequestDesk : IDisposable
{
    private static readonly DeviceResponse NoHandler = new(501);
    private static readonly DeviceResponse Busy = new(503);
    private static readonly DeviceResponse Failed = new(500, """{"error":"handler_failed"}"""u8.ToArray());

    private readonly DeviceClientOptions _options;
    private readonly Func<string, DeviceResponse, ValueTask> _answer;
    private readonly CancellationToken _stopping;
    private readonly SemaphoreSlim _slots;
    private readonly Lock _lock = new();

    /// <summary>By request id: the answer, or null while the handler runs.</summary>
    private readonly Dictionary<string, DeviceResponse?> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _answered = new();
    private readonly HashSet<Task> _running = [];
    private Func<DeviceRequest, CancellationToken, ValueTask<DeviceResponse>>? _handler;

    public RequestDesk(DeviceClientOptions options, Func<string, DeviceResponse, ValueTask> answer, CancellationToken stopping)
    {
        _options = options;
        _answer = answer;
        _stopping = stopping;
        _slots = new SemaphoreSlim(options.ConcurrentRequests);
    }

    public void Handle(Func<DeviceRequest, CancellationToken, ValueTask<DeviceResponse>> handler) =>
        Volatile.Write(ref _handler, handler);

    /// <summary>Takes a request and returns at once: the receiving side does not wait for handlers.</summary>
    public void Accept(DeviceRequest request)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(request.Id, out var known))
            {
                if (known is not null)
                {
                    Track(AnswerAsync(request.Id, known));
                }

                return;
            }

            if (_running.Count >= _options.ReceiveQueue + _options.ConcurrentRequests)
            {
                // Not remembered: a repeat may find room.
                Track(AnswerAsync(request.Id, Busy));
                return;
            }

            _known.Add(request.Id, null);
            Track(Task.Run(() => RunAsync(request), CancellationToken.None));
        }
    }

    /// <summary>Waits for the handlers that run.</summary>
    public Task FinishAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_running);
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task RunAsync(DeviceRequest request)
    {
        await _slots.WaitAsync(CancellationToken.None);
        try
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            using var activity = DeviceTelemetry.StartHandling("process request", request);
            var response = await HandleAsync(request);
            Remember(request.Id, response);
            await AnswerAsync(request.Id, response);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<DeviceResponse> HandleAsync(DeviceRequest request)
    {
        if (Volatile.Read(ref _handler) is not { } handler)
        {
            return NoHandler;
        }

        try
        {
            return await handler(request, _stopping);
        }
        catch (Exception exception)
        {
            System.Diagnostics.Activity.Current?.SetStatus(System.Diagnostics.ActivityStatusCode.Error);
            LogHandlerFailed(_options.Logger, exception, request.Id, request.Type);
            return Failed;
        }
    }

    private async Task AnswerAsync(string requestId, DeviceResponse response)
    {
        try
        {
            await _answer(requestId, response);
        }
        catch (ArgumentException exception)
        {
            // What the handler gave is not JSON or too large for the service.
            LogAnswerRefused(_options.Logger, exception, requestId);
            Remember(requestId, Failed);
            await _answer(requestId, Failed);
        }
        catch (DeviceStoppedException exception)
        {
            LogNotAnswered(_options.Logger, exception, requestId);
        }
    }

    private void Remember(string requestId, DeviceResponse response)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(requestId, out var before) && before is null)
            {
                _answered.Enqueue(requestId);
            }

            _known[requestId] = response;
            while (_answered.Count > _options.RequestMemory)
            {
                _known.Remove(_answered.Dequeue());
            }
        }
    }

    /// <summary>Keeps the task until it ends, so that <see cref="FinishAsync"/> can wait for it. Called under the lock.</summary>
    private void Track(Task task)
    {
        if (task.IsCompletedSuccessfully)
        {
            return;
        }

        _running.Add(task);
        _ = task.ContinueWith(
            static (ended, desk) => ((RequestDesk)desk!).Untrack(ended),
            this,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private void Untrack(Task task)
    {
        lock (_lock)
        {
            _running.Remove(task);
        }

        if (task.Exception is { } exception)
        {
            LogDeskFailed(_options.Logger, exception);
        }
    }

    [LoggerMessage(3, LogLevel.Error, "The handler failed on request {Id} of type {Type}; it is answered with status 500.")]
    private static partial void LogHandlerFailed(ILogger logger, Exception exception, string id, string type);

    [LoggerMessage(4, LogLevel.Error, "The handler's answer to request {Id} cannot be sent; it is answered with status 500.")]
    private static partial void LogAnswerRefused(ILogger logger, Exception exception, string id);

    [LoggerMessage(5, LogLevel.Warning, "Request {Id} is not answered: the client has stopped.")]
    private static partial void LogNotAnswered(ILogger logger, Exception exception, string id);

    [LoggerMessage(6, LogLevel.Critical, "Answering a request failed.")]
    private static partial void LogDeskFailed(ILogger logger, Exception exception);
}
