namespace Mosaic.WebSocketService.Relay;

/// <summary>Sends confirmations that nobody took, because the waiting instance was killed for example, the way of all messages.</summary>
internal sealed class ReplyWatch(AwaitedReplies replies, Uplink uplink, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Task.WhenAll(replies.RemoveOverdue().Select(uplink.RedirectAsync));
        }
    }
}
