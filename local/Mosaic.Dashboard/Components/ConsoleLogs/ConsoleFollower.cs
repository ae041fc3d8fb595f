using Mosaic.Dashboard.Resources;

namespace Mosaic.Dashboard.Components.ConsoleLogs;

/// <summary>Reads the console of a resource's replicas into a buffer until disposed of.</summary>
internal sealed class ConsoleFollower : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly ResourceClient _client;
    private readonly Action _changed;
    private readonly Func<Exception, Task> _failed;

    /// <param name="client">Where the lines come from.</param>
    /// <param name="replicas">The unique names of whose they are.</param>
    /// <param name="buffer">Where they go to.</param>
    /// <param name="changed">Called after each line.</param>
    /// <param name="failed">Told of what ended the reading, other than its disposal.</param>
    public ConsoleFollower(ResourceClient client, IReadOnlyList<string> replicas, ConsoleBuffer buffer, Action changed, Func<Exception, Task> failed)
    {
        _client = client;
        _changed = changed;
        _failed = failed;
        Buffer = buffer;
        Replicas = replicas;
        foreach (var replica in replicas) _ = ReadAsync(replica);
    }

    public ConsoleBuffer Buffer { get; }

    public IReadOnlyList<string> Replicas { get; }

    public void Dispose() => _end.Cancel();

    private async Task ReadAsync(string replica)
    {
        try
        {
            await foreach (var line in _client.WatchLogsAsync(replica, _end.Token))
            {
                Buffer.Add(replica, line);
                _changed();
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Disposed of.
        }
        catch (Exception failure)
        {
            await _failed(failure);
        }
    }
}
