using System.Globalization;

namespace Mosaic.Benchmarks.Running;

/// <summary>One process of a running application, and what the system says of it.</summary>
internal sealed class ProcessUnderTest(DistributedApplication application, string resource) : IAsyncDisposable
{
    /// <summary>Its number.</summary>
    public int Id => application.ResourceNotifications.TryGetCurrentState(resource, out var state)
            ? (int)state.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value!
            : throw new InvalidOperationException($"There is no process of {resource}.");

    /// <summary>Its memory in RAM, in bytes (proc(5), <c>VmRSS</c>).</summary>
    public long ResidentBytes()
    {
        var line = File.ReadLines($"/proc/{Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
