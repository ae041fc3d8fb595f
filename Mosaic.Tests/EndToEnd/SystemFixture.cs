using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Mosaic.Tests.AppHost;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.EndToEnd;

/// <summary>The whole of Mosaic: the AppHost with a real RabbitMQ and real processes, two instances of each service.</summary>
public sealed class SystemFixture : IAsyncLifetime
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, IReadOnlyList<string>> _replicas = [];
    private DistributedApplication? _app;
    private HttpClient? _management;
    private VirtualHost? _external;

    internal DistributedApplication App => _app ?? throw new InvalidOperationException("The application has not started.");

    /// <summary>The Hive Backend stub.</summary>
    internal HttpClient Hive { get; private set; } = null!;

    /// <summary>The Device Service itself, without an API key.</summary>
    internal HttpClient DeviceService { get; private set; } = null!;

    internal Uri WebSocket { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        string[] messaging = ExternalBroker.Given is { } external ? [$"--ConnectionStrings:messaging={await TakeAsync(external)}"] : [];
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Mosaic_AppHost>(["--Replicas=2", "--Simulator=false", .. messaging], timeout.Token);
        foreach (var service in builder.Resources.OfType<ProjectResource>().Where(_ => ExternalBroker.Given is not null))
        {
            builder.CreateResourceBuilder(service).WithEnvironment("Messaging__Nodes", ExternalBroker.Given!.Nodes);
        }

        BrokerApplication.RemoveVolumes(builder);

        _app = await builder.BuildAsync(timeout.Token);
        await _app.StartAsync(timeout.Token);
        await HealthyAsync();
        Hive = _app.CreateHttpClient("hive-backend");
        DeviceService = _app.CreateHttpClient("device-service");
        WebSocket = new UriBuilder(_app.GetEndpoint("websocket-service")) { Scheme = "ws", Path = "/ws" }.Uri;
    }

    public async Task DisposeAsync()
    {
        Hive?.Dispose();
        DeviceService?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_external is not null)
        {
            await _external.DisposeAsync();
            _management!.Dispose();
        }
    }

    /// <summary>The address of a virtual host of a RabbitMQ that runs already.</summary>
    private async Task<string> TakeAsync(ExternalBroker external)
    {
        _management = RabbitMQFixture.Management(new HttpClient { BaseAddress = external.Management }, external.ConnectionString);
        _external = await VirtualHost.CreateAsync(_management, external.ConnectionString);
        return _external.ConnectionString;
    }

    /// <summary>Waits until every resource is well.</summary>
    internal async Task HealthyAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        foreach (var resource in (string[])["hive-backend", "device-service", "websocket-service"])
        {
            await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, timeout.Token);
        }

        using var client = new HttpClient();
        foreach (var service in (string[])["device-service", "websocket-service"])
        {
            _replicas[service] = await Replicas.OfAsync(App, service, 2, timeout.Token);
            await Task.WhenAll(_replicas[service].Select(id => Replicas.HealthyAsync(App, id, client, Patience)));
        }
    }

    /// <summary>Kills replicas at once, by name and number (<c>device-service-0</c>), and starts them again.</summary>
    internal async Task KillAsync(params string[] replicas)
    {
        var pids = replicas.ToDictionary(IdOf, replica => ProcessOf(replica));
        foreach (var pid in pids.Values)
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }

        await Task.WhenAll(pids.Keys.Select(id => Replicas.StartAsync(App, id, Patience)));
        await Eventually.True(() => pids.Keys.All(id => Replicas.LaunchedPid(App, id) is not null), Patience);
        await HealthyAsync();
    }

    /// <summary>Makes replicas stand still (SIGSTOP) until they are killed or go on.</summary>
    internal Task StopAsync(params string[] replicas) => SignalAsync("-STOP", replicas);

    /// <summary>Lets replicas that stand still go on (SIGCONT).</summary>
    internal Task ContinueAsync(params string[] replicas) => SignalAsync("-CONT", replicas);

    private async Task SignalAsync(string signal, string[] replicas)
    {
        foreach (var pid in replicas.Select(ProcessOf))
        {
            using var kill = Process.Start("kill", [signal, $"{pid}"]);
            await kill.WaitForExitAsync();
            Assert.Equal(0, kill.ExitCode);
        }
    }

    private string IdOf(string replica) => _replicas[replica[..^2]][replica[^1] - '0'];

    private int ProcessOf(string replica) => Replicas.Below(
        Replicas.LaunchedPid(App, IdOf(replica)) ?? throw new InvalidOperationException($"{replica} does not run."),
        replica.StartsWith("device", StringComparison.Ordinal) ? "Mosaic.DeviceService" : "Mosaic.WebSocketService")!.Value;

    /// <summary>The instance of the WebSocket Service that a connected device is on.</summary>
    internal async Task<string> InstanceOfAsync(Guid device)
    {
        JsonElement found = default;
        await Eventually.True(async () =>
        {
            using var answer = await Hive.GetAsync($"/devices/{device}");
            found = answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>() : default;
            return found.ValueKind == JsonValueKind.Object && found.GetProperty("connected").GetBoolean();
        }, Patience);
        return found.GetProperty("instance").GetString()!;
    }

    /// <summary>Registers a device at the backend: its UUID and a token.</summary>
    internal async Task<(Guid Device, string Token)> RegisterAsync(Guid? device = null, int expiresIn = 3600)
    {
        using var answer = await Hive.PostAsJsonAsync("/devices", new { device = device ?? Guid.NewGuid(), expiresin = expiresIn });
        answer.EnsureSuccessStatusCode();
        var registration = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (registration.GetProperty("device").GetGuid(), registration.GetProperty("token").GetString()!);
    }

    /// <summary>A new device, connected and welcomed.</summary>
    /// <param name="device">Its UUID; a new one when absent.</param>
    /// <param name="patience">How long an attempt may take, which is given up then.</param>
    internal async Task<PlainDevice> ConnectAsync(Guid? device = null, TimeSpan? patience = null)
    {
        var (id, token) = await RegisterAsync(device);
        var connected = await PlainDevice.ConnectAsync(WebSocket, id, token, patience);
        await connected.ReceiveAsync("welcome");
        return connected;
    }

    /// <summary>The first message of a device at the backend that fits, as the stub's <c>/messages</c> shows it.</summary>
    internal async Task<JsonElement> WaitForMessageAsync(Guid device, Func<JsonElement, bool> fits)
    {
        JsonElement found = default;
        await Eventually.True(async () => (found = (await MessagesAsync(device)).FirstOrDefault(m => fits(m.GetProperty("event")))).ValueKind != JsonValueKind.Undefined, Patience);
        return found;
    }

    internal async Task<List<JsonElement>> MessagesAsync(Guid device)
    {
        var page = await Hive.GetFromJsonAsync<JsonElement>($"/messages?device={device}&limit=10000");
        return [.. page.GetProperty("messages").EnumerateArray()];
    }
}
