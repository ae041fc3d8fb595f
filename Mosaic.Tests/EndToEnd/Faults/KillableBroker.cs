using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.EndToEnd.Faults;

/// <summary>A RabbitMQ of a test's own that is killed (SIGKILL) and started again by the engine, on the data it had.</summary>
public sealed class KillableBroker : IAsyncLifetime
{
    private const string Name = "messaging";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // Long enough to install the package first.

    private DistributedApplication? _app;
    private HttpClient? _management;
    private string _address = "";

    private DistributedApplication App => _app ?? throw new InvalidOperationException("The broker has not started.");

    public async Task InitializeAsync()
    {
        var builder = DistributedApplication.CreateBuilder(
            ["--DcpPublisher:RandomizePorts=true", "--LocalHosting:Fresh=true", "--LocalHosting:Console=false"]);
        var messaging = builder.AddRabbitMQ(Name).WithManagementPlugin().WithDataVolume();
        _app = builder.Build();
        using var patience = new CancellationTokenSource(Patience);
        await _app.StartAsync(patience.Token);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync(Name, patience.Token);
        _address = (await messaging.Resource.ConnectionStringExpression.GetValueAsync(patience.Token))!;
        _management = RabbitMQFixture.Management(_app.CreateHttpClient(Name, "management"), _address);
    }

    public async Task DisposeAsync()
    {
        _management?.Dispose();
        if (_app is { } app)
        {
            await app.DisposeAsync();
        }
    }

    internal Task<VirtualHost> CreateVirtualHostAsync() => VirtualHost.CreateAsync(_management!, _address);

    /// <summary>Kills the Erlang machine; RabbitMQ has no time for anything. Returns when it is gone.</summary>
    internal async Task KillAsync()
    {
        var launched = PidOf()!.Value;
        var machine = ErlangMachineOf(launched);
        using (var process = Process.GetProcessById(machine))
        {
            process.Kill();
        }

        await Eventually.True(() => PidOf() != launched, Patience);
    }

    /// <summary>Waits until the engine has started it again and it answers.</summary>
    internal async Task IsBackAsync()
    {
        await Eventually.True(() => PidOf() is not null, Patience);
        using var patience = new CancellationTokenSource(Patience);
        await App.ResourceNotifications.WaitForResourceHealthyAsync(Name, patience.Token);
    }

    private int? PidOf() =>
        App.ResourceNotifications.TryGetCurrentState(Name, out var state) && state.Snapshot.State?.Text == KnownResourceStates.Running
            ? state.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value as int?
            : null;

    /// <summary>The descendant of a process that is the Erlang machine; above it is a shell.</summary>
    private static int ErlangMachineOf(int ancestor)
    {
        var processes = Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(ReadStatus).OfType<Status>().ToArray();
        var parents = processes.ToDictionary(process => process.Pid, process => process.Parent);
        bool Descends(int pid) => pid == ancestor || (parents.TryGetValue(pid, out var parent) && Descends(parent));
        return processes.Single(process => process.Name == "beam.smp" && Descends(process.Pid)).Pid;
    }

    private static Status? ReadStatus(string folder)
    {
        try
        {
            var lines = File.ReadLines(Path.Combine(folder, "status")).Select(line => line.Split(":\t", 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
            return new Status(int.Parse(Path.GetFileName(folder)), int.Parse(lines["PPid"]), lines["Name"]);
        }
        catch (IOException)
        {
            return null; // It has ended.
        }
    }

    private sealed record Status(int Pid, int Parent, string Name);
}
