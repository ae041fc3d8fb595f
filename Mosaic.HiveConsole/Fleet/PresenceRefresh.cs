using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Mosaic.HiveConsole.Hosting;

namespace Mosaic.HiveConsole.Fleet;

/// <summary>
/// Reads from the Device Service who is connected, while somebody looks at the console: the stub may have started after
/// its devices, and the end of a session whose instance was killed is not delivered at all.
/// </summary>
internal sealed partial class PresenceRefresh(
    DeviceFleet fleet, IHiveBackend backend, TimeProvider time, ILogger<PresenceRefresh> logger) : BackgroundService
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private bool _failed;

    /// <summary>Whether the last reading failed, so that devices may be shown as what they are not.</summary>
    internal bool Failed => Volatile.Read(ref _failed);

    /// <summary>Somebody looks; reads anew when the last reading is old.</summary>
    internal void Want() => _wanted.Writer.TryWrite(true);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _wanted.Reader.ReadAllAsync(stoppingToken))
        {
            var failed = !await TryReadAsync(stoppingToken);
            if (failed != _failed)
            {
                Volatile.Write(ref _failed, failed);
                fleet.Change();
            }
            await Task.Delay(failed ? Retry : Fresh, time, stoppingToken);
        }
    }

    private async Task<bool> TryReadAsync(CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        try
        {
            await ReadAsync(ended.Token);
            return true;
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or IOException or InvalidOperationException
            || (error is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            if (!_failed)
            {
                NotRead(logger, error.Message);
            }

            return false;
        }
    }

    private async Task ReadAsync(CancellationToken ended)
    {
        string? after = null;
        do
        {
            var page = await backend.GetAsync<PresencePage>($"/devices?limit={PageSize}{(after is null ? "" : $"&after={after}")}", ended);
            foreach (var device in page.Devices ?? throw new JsonException("The answer lists no devices."))
            {
                var entry = device.Entry() ?? throw new JsonException("The answer has a device without an epoch.");
                fleet.Add(device.Id)?.Hear(entry);
            }
            fleet.Change();
            after = page.Next;
        }
        while (after is not null && !fleet.IsFull);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Device Service does not say who is connected, so the console may be behind: {Reason}")]
    private static partial void NotRead(ILogger logger, string reason);
}

/// <summary>A page of the Device Service's <c>GET /devices</c>.</summary>
/// <param name="Devices">The devices of this page.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
internal sealed record PresencePage(PresencePage.Device[]? Devices, string? Next)
{
    /// <summary>A device as the Device Service knows it.</summary>
    internal sealed record Device(
        [property: JsonPropertyName("device")] Guid Id,
        bool Connected,
        string? Session,
        string? Epoch,
        DateTimeOffset Since,
        [property: JsonPropertyName("lastdisconnect")] Disconnect? LastDisconnect)
    {
        /// <summary>What it says of the newest session; null when it lacks the epoch.</summary>
        internal PresenceEntry? Entry() => PresenceEvent.TryReadEpoch(Epoch, out var epoch)
            ? new(epoch, Connected, Since, Session, Connected ? null : LastDisconnect?.Reason)
            : null;
    }

    /// <summary>The last end of a session.</summary>
    internal sealed record Disconnect(string? Reason);
}
