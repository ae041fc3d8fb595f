using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Mosaic.Tests.Broker;
using Mosaic.Tests.DeviceService.Presence;

namespace Mosaic.Tests.DeviceService.Durable;

/// <summary>A RabbitMQ of its own with a Hive Backend and what says that devices are connected.</summary>
internal sealed class DurableWorld : IAsyncDisposable
{
    private readonly VirtualHost _host;
    private readonly ControlSpeaker _presence;

    private DurableWorld(VirtualHost host, ControlSpeaker presence, FakeHive hive)
    {
        _host = host;
        _presence = presence;
        Hive = hive;
    }

    internal FakeHive Hive { get; }

    internal string Broker => _host.ConnectionString;

    internal static async Task<DurableWorld> CreateAsync(RabbitMQFixture rabbitMQ)
    {
        var host = await rabbitMQ.CreateVirtualHostAsync();
        return new DurableWorld(host, await ControlSpeaker.StartAsync(host), await FakeHive.StartAsync());
    }

    /// <summary>A Device Service.</summary>
    internal Task<ServiceHost> StartAsync(params string[] settings) => ServiceHost.StartReadyAsync(Broker, Hive.Address, settings);

    /// <summary>A device that is away.</summary>
    internal Task<FakeDevice> CreateDeviceAsync() => FakeDevice.CreateAsync(Broker, connected: false);

    /// <summary>The device connects, and that is said.</summary>
    internal async Task ConnectAsync(FakeDevice device)
    {
        await device.ConnectAsync();
        await _presence.BeginAsync("ws-1", DateTime.UtcNow.Ticks, device.Id);
    }

    /// <summary>Sends a request without waiting for it.</summary>
    internal static async Task<HttpResponseMessage> RequestAsync(ServiceHost service, Guid device, string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/devices/{device}/requests") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Prefer", "respond-async");
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await service.Client.SendAsync(request);
    }

    /// <summary>The same, which is accepted; its place.</summary>
    internal static async Task<string> AcceptedAsync(ServiceHost service, Guid device, string body, string? key = null)
    {
        using var answer = await RequestAsync(service, device, body, key);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    /// <summary>How a request stands.</summary>
    internal static async Task<JsonElement> GetAsync(ServiceHost service, string place) => await service.Client.GetFromJsonAsync<JsonElement>(place);

    /// <summary>Waits until a request is in a state.</summary>
    internal static Task IsAsync(ServiceHost service, string place, string state) =>
        Eventually.True(async () => (await GetAsync(service, place)).GetProperty("state").GetString() == state, ServiceHost.Patience);

    /// <summary>What the Hive Backend was told of a device's requests.</summary>
    internal FakeHive.Received[] Told(Guid device) =>
        [.. Hive.Of(device).Where(delivery => delivery.Json.GetProperty("type").GetString() == "mosaic.request.completed")];

    /// <summary>Waits for the outcome of a device's only request.</summary>
    internal async Task<JsonElement> ToldAsync(Guid device)
    {
        await Eventually.True(() => Told(device).Length > 0, ServiceHost.Patience);
        return Told(device).Single().Json;
    }

    public async ValueTask DisposeAsync()
    {
        await Hive.DisposeAsync();
        await _presence.DisposeAsync();
        await _host.DisposeAsync();
    }
}
