using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Mosaic.Tests.Broker;
using Mosaic.Tests.EndToEnd.Faults;

namespace Mosaic.Tests.DeviceService.Api;

[Collection(RabbitMQTests.Name)]
public sealed class CallTests(RabbitMQFixture broker)
{
    [Fact]
    public async Task Head_AnswersWhereGetDoes()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        string[] paths =
        [
            "/devices", "/devices?limit=0", $"/devices/{Guid.NewGuid()}", $"/devices/{Guid.NewGuid()}/requests/r-1",
            "/dead-letters", $"/dead-letters/{Guid.NewGuid()}", "/health", "/alive", "/openapi/v1.json", "/scalar/", "/nowhere",
        ];
        foreach (var path in paths)
        {
            using var got = await service.Client.GetAsync(path);
            using var head = await service.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

            Assert.Equal((path, got.StatusCode, got.Content.Headers.ContentType), (path, head.StatusCode, head.Content.Headers.ContentType));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Paths_InAnySpelling_AreAnsweredAndNoFault()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        var device = $"/devices/{Guid.NewGuid()}";

        var faults = await OddPaths.FaultsAsync(service.Client.BaseAddress!, $"Authorization: Bearer {ServiceHost.ApiKey}\r\n",
            "/", "/devices", device, $"{device}/events", $"{device}/requests", $"{device}/requests/r-1", $"{device}/session", "/dead-letters", "/dead-letters/x", "/dead-letters/replay",
            "/openapi/v1.json", "/scalar", "/health");

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Caller_ThatLeavesMidBody_IsNoErrorInTheLog(bool reset)
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        using var errors = new ErrorLog();
        using var ended = new MeterListener();
        var calls = 0;
        ended.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "http.server.request.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        ended.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var (name, value) in tags)
            {
                if (name == "http.route" && value is "/devices/{device}/events")
                {
                    Interlocked.Increment(ref calls);
                }
            }
        });
        ended.Start();

        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, service.Client.BaseAddress!.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /devices/{Guid.NewGuid()}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ServiceHost.ApiKey}\r\nContent-Type: application/json\r\n"
                + "Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n"));
            await socket.GetStream().ReadAtLeastAsync(new byte[1024], 10).AsTask().WaitAsync(ServiceHost.Patience); // Its body is being read.
            await socket.GetStream().WriteAsync("{\"type\":"u8.ToArray());
            if (reset)
            {
                socket.Client.LingerState = new LingerOption(true, 0);
            }
        }

        await Eventually.True(() => Volatile.Read(ref calls) == 1, ServiceHost.Patience);
        Assert.True(errors.Messages.IsEmpty, string.Join(Environment.NewLine, errors.Messages));
    }

    [Fact]
    public async Task Calls_WhileRabbitMQIsSilent_AreAnsweredInTime()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var host = await broker.CreateVirtualHostAsync();
        await using var proxy = new SilentProxy(host.ConnectionString);
        await using var service = await ServiceHost.StartReadyAsync(proxy.Address.ToString(), hive.Address, "--Messaging:Heartbeat=00:01:00");
        var device = Guid.NewGuid();
        proxy.Silence();

        // All at once: the limit of one is not to add up with another's.
        var calls = new[]
        {
            service.PostAsync($"/devices/{device}/events", """{"type":"t"}"""),
            service.PostAsync($"/devices/{device}/events", """{"type":"t","ttl":60}"""),
            service.PostAsync($"/devices/{device}/requests", """{"type":"t","timeout":60}"""),
            AsyncRequestAsync(service, device),
            service.Client.GetAsync($"/devices/{device}/requests/unknown"),
            service.Client.DeleteAsync($"/devices/{device}/session"),
            service.Client.GetAsync("/dead-letters"),
        };
        foreach (var answer in await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(19))) // 15 s and the machine's share; RabbitMQ's client itself gives up after 20.
        {
            var problem = await ProblemAssert.IsAsync(answer, 503, "broker-unavailable");
            Assert.True(answer.Headers.Contains("Retry-After"), problem.GetRawText());
            answer.Dispose();
        }

        proxy.Heal(); // Or the service's connections take a heartbeat's time to end.
    }

    private static Task<HttpResponseMessage> AsyncRequestAsync(ServiceHost service, Guid device)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/devices/{device}/requests") { Content = new StringContent("""{"type":"t"}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("Prefer", "respond-async");
        return service.Client.SendAsync(request);
    }

    /// <summary>What ASP.NET Core logs as an error of a request, in this process.</summary>
    private sealed class ErrorLog : EventListener
    {
        internal ConcurrentQueue<string> Messages { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Extensions-Logging")
            {
                EnableEvents(eventSource, EventLevel.Error, (EventKeywords)4);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            var text = string.Join(' ', eventData.Payload!);
            if (eventData.EventName == "FormattedMessage" && text.Contains("Microsoft.AspNetCore.", StringComparison.Ordinal))
            {
                Messages.Enqueue(text);
            }
        }
    }
}
