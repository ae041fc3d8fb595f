using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Mosaic.Tests.HiveBackendStub.Forwarding;

public sealed class ForwardingTests
{
    [Theory]
    [InlineData("POST", "/devices/d-1/events")]
    [InlineData("POST", "/devices/d-1/requests?a=b%20c")]
    [InlineData("GET", "/devices")]
    [InlineData("GET", "/devices?connected=true&limit=5")]
    [InlineData("GET", "/devices/d-1")]
    [InlineData("DELETE", "/devices/d-1/session")]
    [InlineData("GET", "/devices/d-1/requests/r%2F1")]
    [InlineData("DELETE", "/devices/d-1/requests/r-1")]
    [InlineData("GET", "/dead-letters")]
    [InlineData("GET", "/dead-letters?after=1")]
    [InlineData("POST", "/dead-letters/replay")]
    [InlineData("POST", "/dead-letters/x-1/replay")]
    [InlineData("DELETE", "/dead-letters/x-1")]
    public async Task Call_OfTheTable_ReachesTheDeviceServiceWithTheKey(string method, string path)
    {
        await using var service = await FakeDeviceService.StartAsync();
        await using var stub = await StubHost.StartAsync(settings: service.Setting);

        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Authorization", "Bearer the-callers-own");
        await stub.Client.SendAsync(request);

        var call = Assert.Single(service.Calls);
        Assert.Equal($"{method} {path}", call.Call);
        Assert.Equal($"Bearer {StubHost.ApiKey}", call.Headers.Authorization);
    }

    [Fact]
    public async Task Post_BodyAndHeaders_ArePassedOn()
    {
        await using var service = await FakeDeviceService.StartAsync();
        await using var stub = await StubHost.StartAsync(settings: service.Setting);
        const string body = """ {"type":"t", "data":"é" } """;

        var request = new HttpRequestMessage(HttpMethod.Post, "/devices/d-1/requests")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/cloudevents+json"),
        };
        request.Headers.Add("Idempotency-Key", "k-1");
        request.Headers.Add("Prefer", "respond-async");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        await stub.Client.SendAsync(request);

        var call = Assert.Single(service.Calls);
        Assert.Equal(body, call.Body);
        Assert.Equal("application/cloudevents+json; charset=utf-8", call.Headers.ContentType);
        Assert.Equal("k-1", call.Headers["Idempotency-Key"]);
        Assert.Equal("respond-async", call.Headers["Prefer"]);
        Assert.Contains("0af7651916cd43dd8448eb211c80319c", call.Headers.TraceParent.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_OfTheDeviceService_IsPassedBackUnchanged()
    {
        await using var service = await FakeDeviceService.StartAsync();
        await using var stub = await StubHost.StartAsync(settings: service.Setting);
        service.Answer = context =>
        {
            context.Response.StatusCode = 202;
            context.Response.ContentType = "application/vnd.test+json";
            context.Response.Headers.Location = "/devices/d-1/requests/r-1";
            context.Response.Headers.RetryAfter = "3";
            return context.Response.WriteAsync(""" { "id" : "r-1" } """);
        };

        var answer = await stub.Client.PostAsync("/devices/d-1/requests", StubHost.Json("{}"));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("application/vnd.test+json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("/devices/d-1/requests/r-1", answer.Headers.Location?.OriginalString);
        Assert.Equal(TimeSpan.FromSeconds(3), answer.Headers.RetryAfter?.Delta);
        Assert.Equal(""" { "id" : "r-1" } """, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(503)]
    public async Task Answer_WithoutBody_IsAskedOnceAndStaysEmpty(int status)
    {
        await using var service = await FakeDeviceService.StartAsync();
        await using var stub = await StubHost.StartAsync(settings: service.Setting);
        service.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };

        var answer = await stub.Client.GetAsync("/devices/d-1");

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        Assert.Single(service.Calls);
    }

    [Fact]
    public async Task Caller_GivesUp_EndsTheCall()
    {
        await using var service = await FakeDeviceService.StartAsync();
        await using var stub = await StubHost.StartAsync(settings: service.Setting);
        var ended = new TaskCompletionSource();
        service.Answer = async context =>
        {
            using var registration = context.RequestAborted.Register(ended.SetResult);
            await ended.Task;
        };
        using var patience = new CancellationTokenSource();

        var answer = stub.Client.PostAsync("/devices/d-1/requests", StubHost.Json("{}"), patience.Token);
        await Eventually.True(() => !service.Calls.IsEmpty, StubHost.Patience);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await ended.Task.WaitAsync(StubHost.Patience);
    }

    [Fact]
    public async Task DeviceService_Unreachable_Is502()
    {
        var service = await FakeDeviceService.StartAsync();
        var setting = service.Setting;
        await service.DisposeAsync();
        await using var stub = await StubHost.StartAsync(settings: setting);

        var answer = await stub.Client.PostAsync("/devices/d-1/events", StubHost.Json("{}"));

        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadGateway, "device-service-unreachable");
    }

    [Fact]
    public async Task DeviceService_ThatAnswersNoConnection_Is502()
    {
        // With its queue full Linux answers no further connection.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(backlog: 0);
        using var queued = new TcpClient();
        await queued.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        await using var stub = await StubHost.StartAsync(settings: $"--services:device-service:http:0=http://{listener.LocalEndpoint}");

        var answer = await stub.Client.PostAsync("/devices/d-1/events", StubHost.Json("{}"));

        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadGateway, "device-service-unreachable");
    }
}
