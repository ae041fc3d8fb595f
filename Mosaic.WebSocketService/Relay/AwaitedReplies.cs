using Mosaic.Messaging;

namespace Mosaic.WebSocketService.Relay;

/// <summary>
/// Confirmations that went straight to a waiting call. The queue there ends with its Device Service instance, so RabbitMQ's
/// confirm promises nothing: the device's ack waits until that instance says that the confirmation is taken.
/// </summary>
internal sealed class AwaitedReplies(TimeProvider time)
{
    /// <summary>How long the word is waited for; it mostly takes a few milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<ConfirmationTaken, Awaited> _replies = [];

    /// <summary>A confirmation with an id is about to be published.</summary>
    public void Add(UplinkMessage reply)
    {
        lock (_lock)
        {
            _replies[KeyOf(reply)] = new Awaited(reply);
        }
    }

    /// <summary>RabbitMQ has it. True when it was taken already; else it stays until <see cref="Taken"/> or <see cref="RemoveOverdue"/>.</summary>
    public bool Published(UplinkMessage reply)
    {
        lock (_lock)
        {
            var awaited = _replies[KeyOf(reply)];
            awaited.PublishedAt = time.GetTimestamp();
            return awaited.IsTaken && _replies.Remove(KeyOf(reply));
        }
    }

    /// <summary>RabbitMQ has not confirmed it. True when it was taken nevertheless.</summary>
    public bool NotPublished(UplinkMessage reply)
    {
        lock (_lock)
        {
            return reply.AckId is not null && _replies.Remove(KeyOf(reply), out var awaited) && awaited.IsTaken;
        }
    }

    /// <summary>The Device Service has taken one. Returned when RabbitMQ's word on it has come too.</summary>
    public UplinkMessage? Taken(ConfirmationTaken taken)
    {
        lock (_lock)
        {
            if (!_replies.TryGetValue(taken, out var awaited))
            {
                return null;
            }

            awaited.IsTaken = true;
            return awaited.PublishedAt != 0 && _replies.Remove(taken) ? awaited.Reply : null;
        }
    }

    /// <summary>Those that nobody said are taken, for too long.</summary>
    public IReadOnlyList<UplinkMessage> RemoveOverdue()
    {
        lock (_lock)
        {
            var overdue = _replies.Where(entry => entry.Value.PublishedAt != 0 && time.GetElapsedTime(entry.Value.PublishedAt) > Patience).ToArray();
            foreach (var (key, _) in overdue)
            {
                _replies.Remove(key);
            }

            return [.. overdue.Select(entry => entry.Value.Reply)];
        }
    }

    private static ConfirmationTaken KeyOf(UplinkMessage reply) => new(reply.Session!.IdText, reply.AckId!);

    private sealed class Awaited(UplinkMessage reply)
    {
        public UplinkMessage Reply { get; } = reply;

        /// <summary>A timestamp; 0 while the publisher has the message.</summary>
        public long PublishedAt { get; set; }

        public bool IsTaken { get; set; }
    }
}
