using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mosaic.DeviceService.Presence;
using Mosaic.Tests.Broker;
using Mosaic.Tests.DeviceService;
using Mosaic.Tests.WebSocketService;
using DeviceHost = Mosaic.Tests.DeviceService.ServiceHost;
using SocketHost = Mosaic.Tests.WebSocketService.ServiceHost;

namespace Mosaic.Tests.EndToEnd.Faults;

/// <summary>
/// Two instances of each service in this process, with short times, and a backend. The first of each reaches RabbitMQ through a proxy.
/// </summary>
internal sealed class FaultSystem : IAsyncDisposable
{
    private readonly VirtualHost _broker;
    private readonly TestIssuer _issuer = new();
    private readonly List<IAsyncDisposable> _parts = [];

    private FaultSystem(VirtualHost broker) => _broker = broker;

    /// <summary>Between the first instance of the WebSocket Service and RabbitMQ.</summary>
    public SilentProxy SocketProxy { get; private set; } = null!;

    /// <summary>Between the first instance of the Device Service and RabbitMQ.</summary>
    public SilentProxy DeviceProxy { get; private set; } = null!;

    public FakeHive Hive { get; private set; } = null!;

    /// <summary>The instances of the WebSocket Service.</summary>
    public SocketHost[] Sockets { get; private set; } = [];

    /// <summary>The instances of the Device Service. The first one was there first, and so has the lease.</summary>
    public DeviceHost[] Services { get; private set; } = [];

    /// <param name="broker">Its own; goes with it.</param>
    /// <param name="recovery"><c>Messaging:RecoveryTimeout</c>, in seconds.</param>
    /// <param name="heartbeat"><c>Messaging:Heartbeat</c>, in seconds.</param>
    public static async Task<FaultSystem> StartAsync(VirtualHost broker, int recovery, int heartbeat = 1)
    {
        var system = new FaultSystem(broker);
        string[] times =
        [
            "--Messaging:Partitions=4", $"--Messaging:Heartbeat={TimeSpan.FromSeconds(heartbeat)}", $"--Messaging:RecoveryTimeout={TimeSpan.FromSeconds(recovery)}",
        ];
        system.Hive = system.Add(await FakeHive.StartAsync());
        system.SocketProxy = system.Add(new SilentProxy(broker.ConnectionString));
        system.DeviceProxy = system.Add(new SilentProxy(broker.ConnectionString));
        var first = await system.StartServiceAsync([.. times, $"--ConnectionStrings:messaging={system.DeviceProxy.Address}"]);

        // It has the lease when it watches. Its question who is connected, which comes only every six hours, does not mend then what a test looks for.
        await Eventually.True(() => first.Services.GetRequiredService<InstanceLedger>().IsCurrent, SystemFixture.Patience);
        system.Services = [first, await system.StartServiceAsync(times)];
        system.Sockets =
        [
            system.Add(await SocketHost.StartAsync(broker, system._issuer, [.. times, $"--ConnectionStrings:messaging={system.SocketProxy.Address}"])),
            system.Add(await SocketHost.StartAsync(broker, system._issuer, times)),
        ];
        return system;
    }

    /// <summary>A device of an instance that sends and sends.</summary>
    public FlowingDevice Flow(SocketHost instance)
    {
        var id = Guid.NewGuid();
        return Add(new FlowingDevice(instance.Address, id, _issuer.Token(id)));
    }

    public FlowingDevice[] Flow(SocketHost instance, int devices) => [.. Enumerable.Range(0, devices).Select(_ => Flow(instance))];

    /// <summary>Waits until every instance says that it is well.</summary>
    public async Task HealthyAsync()
    {
        foreach (var service in Services)
        {
            await Eventually.True(() => IsWellAsync(service.Client, "/health"), SystemFixture.Patience);
        }

        using var client = new HttpClient();
        foreach (var socket in Sockets)
        {
            await Eventually.True(() => IsWellAsync(client, $"{socket.Http}health"), SystemFixture.Patience);
        }
    }

    /// <summary>Sends an event to a device by the last instance of the Device Service: the answer, and the event's id.</summary>
    public async Task<(HttpStatusCode Answer, string Id)> SendEventAsync(Guid device)
    {
        var id = $"{Guid.NewGuid()}";
        using var answer = await Services[^1].PostAsync($"/devices/{device}/events", $$"""{"type":"org.example.event","id":"{{id}}"}""");
        return (answer.StatusCode, id);
    }

    /// <summary>Waits until an event reaches the device, which is connected and to be reached by then.</summary>
    public async Task ReachesAsync(FlowingDevice device)
    {
        var sent = "";
        await Eventually.True(async () =>
        {
            (var answer, sent) = await SendEventAsync(device.Id);
            return answer == HttpStatusCode.Accepted;
        }, SystemFixture.Patience);
        await Eventually.True(() => device.Events.ContainsKey(sent), SystemFixture.Patience);
    }

    /// <summary>Waits until all who know of presence say of a device whether it is connected: both instances, and the events at the backend.</summary>
    public async Task PresenceAsync(Guid device, bool connected)
    {
        foreach (var service in Services)
        {
            await Eventually.True(async () => (await service.GetAsync($"/devices/{device}")).GetProperty("connected").GetBoolean() == connected, SystemFixture.Patience);
        }

        await Eventually.True(() => LastPresence(device) is { } last && IsDisconnected(last) != connected, SystemFixture.Patience);
    }

    /// <summary>What the backend knows by the rule of the API's page: of the greatest epoch the end, if it has come, else the begin.</summary>
    public JsonElement? LastPresence(Guid device) => Hive.Of(device).Select(message => message.Json)
        .Where(message => message.TryGetProperty("epoch", out _))
        .OrderBy(message => message.GetProperty("epoch").GetString(), StringComparer.Ordinal).ThenBy(IsDisconnected)
        .Select(message => (JsonElement?)message).LastOrDefault();

    public async ValueTask DisposeAsync()
    {
        SocketProxy?.Heal();
        DeviceProxy?.Heal();
        for (var last = _parts.Count - 1; last >= 0; last--)
        {
            await _parts[last].DisposeAsync();
        }

        await _broker.DisposeAsync();
    }

    private static bool IsDisconnected(JsonElement presence) => presence.GetProperty("type").GetString() == "mosaic.device.disconnected";

    private static async Task<bool> IsWellAsync(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute));
        return answer.IsSuccessStatusCode;
    }

    private async Task<DeviceHost> StartServiceAsync(string[] settings) =>
        Add(await DeviceHost.StartReadyAsync(_broker.ConnectionString, Hive.Address, [.. settings, "--Sharing:Heartbeat=00:00:01", "--Logging:LogLevel:Default=None"]));

    private T Add<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }
}
