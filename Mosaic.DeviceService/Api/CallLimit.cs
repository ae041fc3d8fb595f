namespace Mosaic.DeviceService.Api;

/// <summary>
/// How long a call waits for RabbitMQ: a caller is answered within 15 s, though RabbitMQ may be silent for longer. Cancelled when that
/// time has passed since it was made, or restarted, or when the caller has gone.
/// </summary>
internal sealed class CallLimit : IDisposable
{
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(12);

    private readonly CancellationTokenSource _silent;
    private readonly CancellationTokenSource _either;

    public CallLimit(TimeProvider time, CancellationToken caller)
    {
        _silent = new CancellationTokenSource(Time, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silent.Token, caller);
        Token = _either.Token;
    }

    /// <summary>Waits for an answer of RabbitMQ, at most <see cref="Time"/>; what was asked for may still happen after that.</summary>
    public static async Task<T> WithinAsync<T>(Task<T> answer, T otherwise, TimeProvider time)
    {
        try
        {
            return await answer.WaitAsync(Time, time);
        }
        catch (TimeoutException)
        {
            return otherwise;
        }
    }

    public CancellationToken Token { get; }

    /// <summary>RabbitMQ has answered: the time begins anew.</summary>
    public void Restart() => _silent.CancelAfter(Time);

    public void Dispose()
    {
        _either.Dispose();
        _silent.Dispose();
    }
}
