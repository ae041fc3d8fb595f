using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Mosaic.DeviceService.Deliver;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.DeviceService.Deliver;

[Collection(RabbitMQTests.Name)]
public sealed class DeliveryTests(RabbitMQFixture broker)
{
    [Fact]
    public async Task Message_FromADevice_IsPostedWithItsFieldsDataAndSignature()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString, connected: false);
        const string Data = """{"b": 1.0,  "ä":"\u00e4","a":[1e2]}""";
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        await device.SendAsync("e-1", Data, more: new() { ["traceparent"] = Trace, ["extension"] = 7L });
        await Eventually.True(() => hive.Of(device.Id).Length == 1, ServiceHost.Patience);

        var got = hive.Of(device.Id).Single();
        Assert.Equal("application/cloudevents+json", got.Headers["content-type"]);
        // As `uuid.uuid5(uuid.NAMESPACE_URL, f"{source} {id}")` makes it in Python.
        Assert.Equal(WebhookSigner.IdOf($"/devices/{device.Id}", "e-1").ToString("D"), got.Headers["webhook-id"]);
        Assert.Equal("e-1", got.Id);
        Assert.Equal("event", got.Json.GetProperty("kind").GetString());
        Assert.Equal(7, got.Json.GetProperty("extension").GetInt32());
        Assert.Equal(Data, got.Json.GetProperty("data").GetRawText());
        Assert.Contains("0af7651916cd43dd8448eb211c80319c", got.Headers["traceparent"], StringComparison.Ordinal);
        var secret = Convert.FromBase64String(ServiceHost.Secret["whsec_".Length..]);
        var signed = Encoding.UTF8.GetBytes($"{got.Headers["webhook-id"]}.{got.Headers["webhook-timestamp"]}.").Concat(got.Body).ToArray();
        Assert.Equal("v1," + Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(secret, signed)), got.Headers["webhook-signature"]);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("20")]
    public async Task Message_AsDeepAsItMayBe_IsReadWithCommonLimits(string batch)
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address, $"--Delivery:Batch:MaxMessages={batch}");
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString, connected: false);

        // Many at once, so that they could share a post.
        for (var n = 0; n < 30; n++)
        {
            await device.SendAsync($"{n}", Nested(n % 2 == 0 ? 63 : 1));
        }

        await device.SendAsync("too deep", Nested(64));
        await device.SendAsync("last", "1");

        await Eventually.True(() => Ids(hive, device.Id).Contains("last"), ServiceHost.Patience);
        Assert.Equal([.. Enumerable.Range(0, 30).Select(n => $"{n}"), "last"], Ids(hive, device.Id));
    }

    [Fact]
    public async Task CompletedRequest_WithDataAsDeepAsItMayBe_IsReadWithCommonLimits()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString, connected: false);
        using var call = new HttpRequestMessage(HttpMethod.Post, $"/devices/{device.Id}/requests") { Content = new StringContent("""{"type":"t","id":"r","ttl":60}""", Encoding.UTF8, "application/json") };
        call.Headers.Add("Prefer", "respond-async");
        using var accepted = await service.Client.SendAsync(call);
        device.Handle = request => device.ConfirmDurablyAsync(request, 200, Nested(63));
        await device.ConnectAsync();
        await using var others = await Presence.ControlSpeaker.StartAsync(broker.ConnectionString);
        await others.BeginAsync("ws-1", 1, device.Id);

        await Eventually.True(() => hive.Of(device.Id).Length > 0, ServiceHost.Patience);
        var document = hive.Of(device.Id).Single().Json.GetProperty("data");
        Assert.Equal("confirmed", document.GetProperty("state").GetString());
        Assert.Equal(Nested(63), Encoding.UTF8.GetString(document.GetProperty("data_base64").GetBytesFromBase64()));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("20")]
    public async Task Messages_OfManyDevices_ArriveAllInOrderThroughFailures(string batch)
    {
        await using var hive = await FakeHive.StartAsync();
        var calls = 0;
        var arrived = new ConcurrentDictionary<Guid, ConcurrentQueue<string>>();
        hive.Answer = (received, context) =>
        {
            // Every seventh post fails: in a batch, for all in it.
            context.Response.StatusCode = Interlocked.Increment(ref calls) % 7 == 0 ? 500 : 204;
            if (context.Response.StatusCode == 500)
            {
                return Task.CompletedTask;
            }

            var events = received.Json.ValueKind == System.Text.Json.JsonValueKind.Array ? received.Json.EnumerateArray() : new[] { received.Json }.AsEnumerable();
            foreach (var one in events)
            {
                arrived.GetOrAdd(one.GetProperty("device").GetGuid(), _ => new()).Enqueue(one.GetProperty("id").GetString()!);
            }

            return Task.CompletedTask;
        };
        await using var service = await ServiceHost.StartAsync(broker.ConnectionString, hive.Address, $"--Delivery:Batch:MaxMessages={batch}");
        var devices = new List<FakeDevice>();
        for (var i = 0; i < 5; i++)
        {
            devices.Add(await FakeDevice.CreateAsync(broker.ConnectionString, connected: false));
        }

        await Task.WhenAll(devices.Select(async device =>
        {
            for (var i = 0; i < 40; i++)
            {
                await device.SendAsync($"{i}", "{}");
            }
        }));

        var all = Enumerable.Range(0, 40).Select(i => $"{i}").ToArray();
        await Eventually.True(() => devices.All(device => arrived.GetValueOrDefault(device.Id)?.Count >= 40), ServiceHost.Patience);
        Assert.All(devices, device => Assert.Equal(all, arrived[device.Id]));
        foreach (var device in devices)
        {
            await device.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("99999999999")]
    [InlineData("340282366920938463463374607431768211456")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task RetryAfter_OfAnySize_MeansTheCap(string retryAfter)
    {
        await using var hive = await FakeHive.StartAsync();
        hive.Answer = (_, context) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        };
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);

        var answer = await PostAsync(service);

        Assert.Equal((429, (TimeSpan?)TimeSpan.FromMinutes(5)), (answer.Status, answer.RetryAfter));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(422)]
    public async Task Answer_OfAnyLength_IsReadNoFurtherThanNeeded(int status)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AnswerWithoutEndAsync(listener, status);
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, $"http://{listener.LocalEndpoint}");

        Assert.Equal(status, (await PostAsync(service)).Status);

        // What lies in the buffers of both ends, and not a second's worth of reading.
        Assert.InRange(await serving.WaitAsync(ServiceHost.Patience), 0, 32 * 1024 * 1024);
    }

    [Fact]
    public async Task Service_ThatIsStopped_LetsThePostOfTheMomentEnd()
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var hive = await FakeHive.StartAsync();
        var answer = new TaskCompletionSource();
        hive.Answer = async (_, context) =>
        {
            await answer.Task;
            context.Response.StatusCode = 204;
        };
        await using var device = await FakeDevice.CreateAsync(host.ConnectionString, connected: false);
        await device.SendAsync("1", "{}");
        await device.SendAsync("2", "{}");
        var stopped = await ServiceHost.StartAsync(host.ConnectionString, hive.Address);
        await Eventually.True(() => hive.Deliveries.Count == 1, ServiceHost.Patience);

        var stopping = stopped.DisposeAsync().AsTask();
        await stopped.IsStoppingAsync();
        Assert.False(stopping.IsCompleted);
        answer.SetResult();
        await stopping.WaitAsync(ServiceHost.Patience);

        // Neither was the first cut off, to come again, nor was the second begun.
        await using var next = await ServiceHost.StartAsync(host.ConnectionString, hive.Address);
        await device.SendAsync("3", "{}");
        await Eventually.True(() => hive.Of(device.Id).Any(got => got.Id == "3"), ServiceHost.Patience);
        Assert.Equal(["1", "2", "3"], hive.Of(device.Id).Select(got => got.Id));
    }

    [Fact]
    public async Task Backend_Absent_GetsEverythingWhenItComes()
    {
        await using var reserved = await FakeHive.StartAsync();
        var address = reserved.Address;
        await reserved.DisposeAsync();
        await using var service = await ServiceHost.StartAsync(
            broker.ConnectionString, address, "--Delivery:DownAfterDevices=2", "--Delivery:LongestRetryDelay=00:00:00.2");
        await using var one = await FakeDevice.CreateAsync(broker.ConnectionString, connected: false);
        await using var other = await FakeDevice.CreateAsync(broker.ConnectionString, connected: false);
        for (var i = 0; i < 10; i++)
        {
            await one.SendAsync($"{i}", "{}");
            await other.SendAsync($"{i}", "{}");
        }

        var gate = (Mosaic.DeviceService.Deliver.HiveGate)service.Services.GetService(typeof(Mosaic.DeviceService.Deliver.HiveGate))!;
        await Eventually.True(() => gate.IsDown, ServiceHost.Patience);
        Assert.True((await service.Client.GetAsync("/health")).IsSuccessStatusCode);
        await using var hive = await FakeHive.StartAsync(address);

        await Eventually.True(() => hive.Of(one.Id).Length == 10 && hive.Of(other.Id).Length == 10, ServiceHost.Patience);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), hive.Of(one.Id).Select(delivery => delivery.Id));
        Assert.False(gate.IsDown);
    }

    /// <returns>How much could be written before the connection was closed.</returns>
    private static async Task<long> AnswerWithoutEndAsync(TcpListener listener, int status)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        await stream.ReadAtLeastAsync(new byte[1024], 1);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\nContent-Length: 1000000000000\r\n\r\n"));
        var written = 0L;
        try
        {
            for (var chunk = new byte[64 * 1024]; ; written += chunk.Length)
            {
                await stream.WriteAsync(chunk);
            }
        }
        catch (IOException)
        {
            return written;
        }
    }

    private static string Nested(int depth) => $"{new string('[', depth)}{new string(']', depth)}";

    private static List<string> Ids(FakeHive hive, Guid device) =>
        [.. hive.Deliveries.SelectMany(got => got.Json.ValueKind == System.Text.Json.JsonValueKind.Array ? got.Json.EnumerateArray() : new[] { got.Json }.AsEnumerable())
            .Where(one => one.GetProperty("device").GetGuid() == device).Select(one => one.GetProperty("id").GetString()!)];

    private static Task<PostAnswer> PostAsync(ServiceHost service)
    {
        var signed = Encoding.UTF8.GetBytes($$"""{{Guid.Empty}}.0000000000.{"device":"{{Guid.Empty}}","id":"1"}""");
        var poster = (IHivePoster)service.Services.GetService(typeof(IHivePoster))!;
        return poster.PostAsync(new HivePost($"{Guid.Empty}", HivePost.SingleType, signed, 36 + 12), default);
    }
}
