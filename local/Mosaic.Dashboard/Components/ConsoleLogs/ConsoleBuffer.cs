using Mosaic.Dashboard.Resources;

namespace Mosaic.Dashboard.Components.ConsoleLogs;

/// <summary>The last lines of a resource, of all its replicas in the order they came. Safe to use from any thread.</summary>
internal sealed class ConsoleBuffer(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<ConsoleEntry> _entries = [];
    private long _total;

    public int Capacity => capacity;

    /// <summary>How many lines came, those that are not held any more included.</summary>
    public long Total
    {
        get
        {
            lock (_lock) return _total;
        }
    }

    public void Add(string replica, ConsoleLine line)
    {
        var entry = new ConsoleEntry(replica, line.Number, AnsiText.Strip(line.Text), line.IsError);
        lock (_lock)
        {
            _total++;
            _entries.Enqueue(entry);
            if (_entries.Count > capacity) _entries.Dequeue();
        }
    }

    /// <param name="text">Only lines with this in them, in any case; null or empty for all.</param>
    /// <returns>The lines held, the newest last.</returns>
    public ConsoleEntry[] List(string? text)
    {
        ConsoleEntry[] all;
        lock (_lock) all = [.. _entries];
        return string.IsNullOrEmpty(text) ? all : [.. all.Where(entry => entry.Text.Contains(text, StringComparison.OrdinalIgnoreCase))];
    }
}
