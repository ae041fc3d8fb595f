using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.Tests.AppHost;

/// <summary>The instances of a resource, as Aspire runs them: each has an id of its own (<c>device-service-kxwqvbna</c>) and a process.</summary>
internal static class Replicas
{
    /// <summary>The ids of a resource's instances, in an order that stays.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(DistributedApplication app, string resource, int count, CancellationToken cancellationToken)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var change in app.ResourceNotifications.WatchAsync(cancellationToken))
        {
            if (change.Resource.Name == resource && ids.Add(change.ResourceId) && ids.Count == count)
            {
                break;
            }
        }

        return [.. ids];
    }

    /// <summary>The process that Aspire started for an instance, while it runs.</summary>
    public static int? LaunchedPid(DistributedApplication app, string id) =>
        app.ResourceNotifications.TryGetCurrentState(id, out var state) && state.Snapshot.State?.Text == KnownResourceStates.Running
            ? state.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value as int?
            : null;

    /// <summary>Waits until an instance itself says that it is well: Aspire asks the proxy before all of them, and the proxy takes any that runs.</summary>
    public static Task HealthyAsync(DistributedApplication app, string id, HttpClient client, TimeSpan patience) => Eventually.True(async () =>
    {
        try
        {
            using var health = AddressOf(app, id) is { } address ? await client.GetAsync(new Uri(address, "/health")) : null;
            return health?.IsSuccessStatusCode == true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }, patience);

    /// <summary>Where an instance itself listens.</summary>
    public static Uri? AddressOf(DistributedApplication app, string id) =>
        LaunchedPid(app, id) is not null && app.ResourceNotifications.TryGetCurrentState(id, out var state)
        && state.Snapshot.EnvironmentVariables.FirstOrDefault(variable => variable.Name == "ASPNETCORE_URLS")?.Value is { } urls
            ? new Uri(urls.Split(';')[0])
            : null;

    /// <summary>Starts an instance again: Aspire leaves what ended as it is.</summary>
    public static async Task StartAsync(DistributedApplication app, string id, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        await Eventually.True(() => app.ResourceNotifications.TryGetCurrentState(id, out var state) && KnownResourceStates.TerminalStates.Contains(state.Snapshot.State?.Text), patience);
        var started = await app.ResourceCommands.ExecuteCommandAsync(id, KnownResourceCommands.StartCommand, timeout.Token);
        Assert.True(started.Success, started.Message);
    }

    /// <summary>The one process below another that has this name; what Aspire starts is <c>dotnet run</c>, or a shell.</summary>
    public static int? Below(int ancestor, string name)
    {
        var all = Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(ReadStatus).OfType<Status>().ToArray();
        var parents = all.ToDictionary(process => process.Pid, process => process.Parent);
        bool Descends(int pid) => pid == ancestor || (parents.TryGetValue(pid, out var parent) && Descends(parent));
        // The kernel keeps fifteen characters of a name.
        return all.FirstOrDefault(process => process.Name == name[..Math.Min(15, name.Length)] && Descends(process.Pid))?.Pid;
    }

    private static Status? ReadStatus(string folder)
    {
        try
        {
            var lines = File.ReadLines(Path.Combine(folder, "status")).Select(line => line.Split(":\t", 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
            return new Status(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture), int.Parse(lines["PPid"], CultureInfo.InvariantCulture), lines["Name"]);
        }
        catch (IOException)
        {
            return null; // It has ended.
        }
    }

    private sealed record Status(int Pid, int Parent, string Name);
}
