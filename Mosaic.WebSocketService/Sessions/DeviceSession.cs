using Mosaic.Messaging;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Connections;

namespace Mosaic.WebSocketService.Sessions;

/// <summary>An authenticated device on its connection.</summary>
internal sealed class DeviceSession(DeviceConnection connection, DeviceIdentity identity, long epoch, DateTimeOffset since)
{
    private readonly TaskCompletionSource _endPublished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RecentIds? _recentIds;
    private OpenRequests? _openRequests;
    private int _ended;

    /// <summary>The session of a connection, from authentication on.</summary>
    public static DeviceSession? Of(DeviceConnection connection) => (DeviceSession?)connection.State;

    public DeviceConnection Connection { get; } = connection;

    public Guid Device { get; } = identity.Device;

    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The greater one is the newer session of a device.</summary>
    public long Epoch { get; } = epoch;

    public DateTimeOffset Since { get; } = since;

    /// <summary>The device's UUID as text, a field of each of its messages.</summary>
    public string DeviceText { get; } = Topology.DeviceKey(identity.Device);

    /// <summary>The session as text, a field of each of its messages.</summary>
    public string IdText => field ??= Id.ToString();

    /// <summary>The CloudEvents source of its messages.</summary>
    public string Source { get; } = $"/devices/{identity.Device}";

    public InFlightWindow Window => Connection.Window;

    /// <summary>Held while a message is handed to the publisher, so that nothing of a session follows its end.</summary>
    public SemaphoreSlim Publishing { get; } = new(1, 1);

    public RecentIds RecentIds => _recentIds ??= new RecentIds(Window.Size);

    public OpenRequests OpenRequests => _openRequests ?? Interlocked.CompareExchange(ref _openRequests, new OpenRequests(), null) ?? _openRequests;

    /// <summary>Whether the other instances may know of it, and so must be notified of its end. Set under <see cref="Publishing"/>, with what makes it true.</summary>
    public bool IsAnnounced { get; set; }

    public bool IsEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>The <see cref="EndPublished"/> of the session that this one replaced on this instance: this one's end is published behind it.</summary>
    public Task OlderEndPublished { get; set; } = Task.CompletedTask;

    /// <summary>Completes when its end is on its way to RabbitMQ behind its last message, or need not be published at all.</summary>
    public Task EndPublished => _endPublished.Task;

    /// <summary>True for the first caller only, which then sees to <see cref="SetEndPublished"/>.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;

    /// <summary>Completes <see cref="EndPublished"/>.</summary>
    public void SetEndPublished() => _endPublished.TrySetResult();

    /// <summary>The announcement of its begin or end to the other instances.</summary>
    public SessionAnnouncement Announce(string instance, DateTimeOffset at, string? ended) => new(Device, Id, Epoch, instance, at, ended);
}
