using Microsoft.Extensions.Logging;

namespace Mosaic.Devices;

/// <summary>Sends a fresh token before the session's ends, and again some time later while no new welcome has come.</summary>
internal sealed partial class TokenRenewal(
    DeviceClientOptions options,
    DeviceSession session,
    Func<CancellationToken, ValueTask<string>> getToken,
    Func<string, Task> send)
{
    // A timer cannot be set further ahead than some weeks.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    private DeviceSession _session = session;

    public void Renewed(DeviceSession renewed) => Volatile.Write(ref _session, renewed);

    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            // Not at once, however soon the token ends: it has just been shown.
            var wait = UntilDue(ShortestWait);
            while (true)
            {
                await Task.Delay(wait, options.TimeProvider, ending);
                var expires = Volatile.Read(ref _session).Expires;
                if (expires - options.TimeProvider.GetUtcNow() <= options.RenewBeforeExpiry)
                {
                    await RenewAsync(ending);
                }

                wait = UntilDue(Max(options.RenewBeforeExpiry / 4, ShortestWait));
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The connection has ended.
        }
    }

    private async Task RenewAsync(CancellationToken ending)
    {
        try
        {
            await send(await getToken(ending));
        }
        catch (DeviceConnectException exception)
        {
            LogNoToken(options.Logger, exception);
        }
    }

    private TimeSpan UntilDue(TimeSpan least)
    {
        var expires = Volatile.Read(ref _session).Expires;
        var left = expires - options.TimeProvider.GetUtcNow() - options.RenewBeforeExpiry;
        return left > LongestWait ? LongestWait : Max(left, least);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    [LoggerMessage(20, LogLevel.Warning, "There is no fresh token; the session goes on with the one it has while it lasts.")]
    private static partial void LogNoToken(ILogger logger, Exception exception);
}
