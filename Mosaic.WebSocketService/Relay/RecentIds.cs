namespace Mosaic.WebSocketService.Relay;

/// <summary>
/// The ids of a session's messages that were published, the last <see cref="Capacity"/> of them, so that a repeat is not
/// published twice. A device may repeat what was not acked, which is never more than its window; sixteen default
/// windows are remembered.
/// </summary>
internal sealed class RecentIds
{
    public const int Capacity = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, bool> _confirmed = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Notes an id that is about to be published.</summary>
    /// <returns>Null when it is new; otherwise whether it was confirmed already.</returns>
    public bool? Add(string id)
    {
        lock (_lock)
        {
            if (_confirmed.TryGetValue(id, out var confirmed))
            {
                return confirmed;
            }

            _confirmed.Add(id, false);
            _order.Enqueue(id);
            while (_order.Count > Capacity && _order.TryDequeue(out var oldest))
            {
                _confirmed.Remove(oldest);
            }

            return null;
        }
    }

    /// <summary>RabbitMQ has confirmed it.</summary>
    public void Confirm(string id)
    {
        lock (_lock)
        {
            if (_confirmed.ContainsKey(id))
            {
                _confirmed[id] = true;
            }
        }
    }

    /// <summary>It was not published after all; the device may send it again.</summary>
    public void Forget(string id)
    {
        lock (_lock)
        {
            // Its place in the order stays and goes with the others.
            _confirmed.Remove(id);
        }
    }
}
