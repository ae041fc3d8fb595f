namespace Mosaic.HiveConsole.Sent;

/// <summary>The newest messages that were sent to devices through the stub; the oldest go first.</summary>
public sealed class SentMessages
{
    internal const int MostMessages = 10_000;
    internal const int MostBytes = 32 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly SentMessage?[] _messages = new SentMessage?[MostMessages];
    private readonly int[] _sizes = new int[MostMessages];
    private long _oldest = 1;
    private long _last;
    private long _bytes;

    internal SentMessage Add(Guid device, bool isRequest, DateTimeOffset at, string? traceId)
    {
        lock (_lock)
        {
            var message = new SentMessage(_last + 1, device, isRequest, at, traceId);
            if (message.Sequence - _oldest == MostMessages)
            {
                DropOldest();
            }

            _messages[message.Sequence % MostMessages] = message;
            _last = message.Sequence;
            return message;
        }
    }

    /// <summary>Counts bytes that a message now holds in; older messages make room for them.</summary>
    internal void Grow(SentMessage message, int bytes)
    {
        lock (_lock)
        {
            if (message.Sequence < _oldest)
            {
                return;
            }

            _sizes[message.Sequence % MostMessages] += bytes;
            _bytes += bytes;
            while (_bytes > MostBytes)
            {
                DropOldest();
            }
        }
    }

    /// <summary>The newest of a device, newest first.</summary>
    internal List<SentMessage> Newest(Guid device, int limit)
    {
        var found = new List<SentMessage>();
        lock (_lock)
        {
            for (var sequence = _last; sequence >= _oldest && found.Count < limit; sequence--)
            {
                var message = _messages[sequence % MostMessages]!;
                if (message.Device == device)
                {
                    found.Add(message);
                }
            }
        }
        return found;
    }

    private void DropOldest()
    {
        var place = _oldest++ % MostMessages;
        _bytes -= _sizes[place];
        (_messages[place], _sizes[place]) = (null, 0);
    }
}
