namespace Mosaic.WebSocketService.Relay;

/// <summary>The requests of a session by id, the last <see cref="Capacity"/> of them. Kept after a confirmation: a device may repeat it.</summary>
internal sealed class OpenRequests
{
    public const int Capacity = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, OpenRequest> _byId = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public void Add(string id, OpenRequest request)
    {
        lock (_lock)
        {
            if (_byId.TryAdd(id, request))
            {
                _order.Enqueue(id);
                while (_order.Count > Capacity && _order.TryDequeue(out var oldest))
                {
                    _byId.Remove(oldest);
                }
            }
            else
            {
                // The same request again: the newest caller is the one that waits.
                _byId[id] = request;
            }
        }
    }

    public OpenRequest? Find(string id)
    {
        lock (_lock)
        {
            return _byId.GetValueOrDefault(id);
        }
    }
}
