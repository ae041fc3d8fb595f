using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Mosaic.LocalHosting.Output;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Keeps what each resource, or each of its replicas, wrote.</summary>
public class ResourceLoggerService
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Raised for each line of any resource, on the thread that read it.</summary>
    internal event Action<string, LogLine>? LineWritten;

    /// <summary>Writes to a resource's log.</summary>
    public ILogger GetLogger(IResource resource) => GetLogger(resource.Name);

    /// <summary>Writes to a resource's log by its name or a replica's id.</summary>
    public ILogger GetLogger(string resourceName) => new ResourceLogger(this, resourceName);

    /// <summary>The lines kept so far.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) => GetAllAsync(resource.Name);

    /// <summary>The lines kept so far.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        await Task.CompletedTask;
        yield return Log(resourceName).Tail(int.MaxValue);
    }

    /// <summary>The lines kept so far, then each new one.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => WatchAsync(resource.Name);

    /// <summary>The lines kept so far, then each new one.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => Log(resourceName).WatchAsync();

    internal IReadOnlyList<LogLine> Tail(string resourceId, int lines) => Log(resourceId).Tail(lines);

    internal void Write(string resourceId, string content, bool isError)
    {
        var line = Log(resourceId).Add(content, isError);
        LineWritten?.Invoke(resourceId, line);
    }

    private ResourceLog Log(string resourceId) => _logs.GetOrAdd(resourceId, _ => new ResourceLog());
}
