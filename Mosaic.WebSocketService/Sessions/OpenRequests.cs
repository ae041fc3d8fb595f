using System.Diagnostics;

namespace Mosaic.WebSocketService.Sessions;

/// <summary>The requests of a session by id, the last <see cref="Capacity"/> of them. Kept after a confirmation: a device may repeat it.</summary>
internal sealed class OpenRequests
{
    public const int Capacity = 1024;

    private readonly Lock _lock = new();
    private readonly RecentRing<OpenRequest?> _requests = new(Capacity, _ => true);
    private string _replyTo = "";

    /// <summary>Notes a request that is about to be sent. The same one again: the newest caller is the one that waits.</summary>
    public void Add(string id, OpenRequest request)
    {
        var key = RecentIds.KeyOf(id);
        lock (_lock)
        {
            // Each delivery brings its own text of the few queues that there are.
            _replyTo = request.ReplyTo == _replyTo ? _replyTo : request.ReplyTo;
            request.ReplyTo = _replyTo;
            _requests.Set(key, request);
        }
    }

    public OpenRequest? Find(string id)
    {
        var key = RecentIds.KeyOf(id);
        lock (_lock)
        {
            return _requests.TryGet(key, out var request) ? request : null;
        }
    }
}

/// <summary>A request that was sent to a device and awaits its confirmation.</summary>
/// <param name="ReplyTo">The queue of the Device Service instance that waits.</param>
/// <param name="Deadline">Until when it waits.</param>
/// <param name="Trace">The trace of the request, for a confirmation that brings none.</param>
internal sealed record OpenRequest(string ReplyTo, DateTimeOffset Deadline, ActivityContext Trace)
{
    public string ReplyTo { get; set; } = ReplyTo;
}
