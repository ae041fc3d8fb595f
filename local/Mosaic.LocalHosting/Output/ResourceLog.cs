using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Output;

/// <summary>The last lines of one resource.</summary>
internal sealed class ResourceLog
{
    private const int Kept = 10_000;
    private const int Batch = 500;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _lines = new();
    private readonly List<Channel<LogLine>> _watchers = [];
    private int _written;

    public LogLine Add(string content, bool isError)
    {
        lock (_lock)
        {
            var line = new LogLine(++_written, content, isError);
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
                _lines.Dequeue();
            foreach (var watcher in _watchers)
                watcher.Writer.TryWrite(line);
            return line;
        }
    }

    public IReadOnlyList<LogLine> Tail(int lines)
    {
        lock (_lock)
            return [.. _lines.TakeLast(lines)];
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A watcher that falls behind by more than is kept misses the oldest; the line numbers show it.
        var channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(Kept) { FullMode = BoundedChannelFullMode.DropOldest });
        IReadOnlyList<LogLine> sofar;
        lock (_lock)
        {
            sofar = [.. _lines];
            _watchers.Add(channel);
        }
        try
        {
            if (sofar.Count > 0)
                yield return sofar;
            while (await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                // All that came meanwhile at once, but no more than goes into one message.
                var lines = new List<LogLine>();
                while (lines.Count < Batch && channel.Reader.TryRead(out var line))
                    lines.Add(line);
                yield return lines;
            }
        }
        finally
        {
            lock (_lock)
                _watchers.Remove(channel);
        }
    }
}
