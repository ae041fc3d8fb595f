using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Mosaic.Tests.AppHost;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.EndToEnd.Faults;

/// <summary>A RabbitMQ of a test's own that is killed (SIGKILL) and started again on the data it had.</summary>
public sealed class KillableBroker : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // Long enough to install the package first.

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("rabbitmq-data-");
    private BrokerApplication? _app;
    private HttpClient? _management;
    private string _address = "";
    private string _id = "";

    private DistributedApplication App => _app?.App ?? throw new InvalidOperationException("The broker has not started.");

    public async Task InitializeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        _app = await BrokerApplication.StartAsync(patience.Token, messaging => messaging.WithDataBindMount(_data.FullName));
        _id = Assert.Single(await Replicas.OfAsync(App, BrokerApplication.Name, 1, patience.Token));
        _address = _app.ConnectionString;
        _management = RabbitMQFixture.Management(_app.App.CreateHttpClient(BrokerApplication.Name, "management"), _address);
    }

    public async Task DisposeAsync()
    {
        _management?.Dispose();
        if (_app is { } app)
        {
            await app.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }

    internal Task<VirtualHost> CreateVirtualHostAsync() => VirtualHost.CreateAsync(_management!, _address);

    /// <summary>Kills the Erlang machine; RabbitMQ has no time for anything. Returns when it is gone.</summary>
    internal async Task KillAsync()
    {
        var launched = Replicas.LaunchedPid(App, _id)!.Value;
        using (var process = Process.GetProcessById(Replicas.Below(launched, "beam.smp")!.Value))
        {
            process.Kill();
        }

        await Eventually.True(() => Replicas.LaunchedPid(App, _id) != launched, Patience);
    }

    /// <summary>Starts it again, and waits until it answers.</summary>
    internal async Task IsBackAsync()
    {
        await Replicas.StartAsync(App, _id, Patience);
        await Eventually.True(() => Replicas.LaunchedPid(App, _id) is not null, Patience);
        using var patience = new CancellationTokenSource(Patience);
        await App.ResourceNotifications.WaitForResourceHealthyAsync(BrokerApplication.Name, patience.Token);
    }
}
