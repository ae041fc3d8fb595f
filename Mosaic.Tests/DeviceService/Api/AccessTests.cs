using System.Net;
using System.Text.Json;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.DeviceService.Api;

[Collection(RabbitMQTests.Name)]
public sealed class AccessTests(RabbitMQFixture broker)
{
    [Fact]
    public async Task Calls_WithoutTheKey_GetOnlyWhatSaysNothingAboutDevices()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        using var stranger = new HttpClient { BaseAddress = service.Client.BaseAddress };

        foreach (var path in new[] { "/devices", $"/devices/{Guid.NewGuid()}", "/dead-letters", "/", "/nothing" })
        {
            using var refused = await stranger.GetAsync(path);
            await ProblemAssert.IsAsync(refused, 401, "unauthorized");
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.Single().Scheme);
        }

        foreach (var path in new[] { "/health", "/alive", "/openapi/v1.json", "/scalar/" })
        {
            Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(path)).StatusCode);
        }
    }

    [Fact]
    public async Task Document_DescribesEveryCallAndItsKey()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);

        var document = await service.GetAsync("/openapi/v1.json");

        var calls = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(call => $"{call.Name.ToUpperInvariant()} {path.Name}")).Order();
        Assert.Equal(
            [
                "DELETE /dead-letters/{key}", "DELETE /devices/{device}/requests/{id}", "DELETE /devices/{device}/session", "GET /dead-letters", "GET /dead-letters/{key}", "GET /devices",
                "GET /devices/{device}", "GET /devices/{device}/requests/{id}",
                "POST /dead-letters/replay", "POST /dead-letters/{key}/replay", "POST /devices/{device}/events", "POST /devices/{device}/requests",
            ],
            calls.Order(StringComparer.Ordinal));
        var send = document.GetProperty("paths").GetProperty("/devices/{device}/requests").GetProperty("post");
        Assert.Equal("device", send.GetProperty("parameters").EnumerateArray().Single().GetProperty("name").GetString());
        Assert.True(send.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));
        foreach (var status in new[] { "200", "202", "400", "401", "409", "413", "415", "429", "503", "504" })
        {
            Assert.True(send.GetProperty("responses").TryGetProperty(status, out _), status);
        }

        Assert.Equal(JsonValueKind.Array, send.GetProperty("security").ValueKind);
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Single().Value.GetProperty("scheme").GetString());
    }

    [Fact]
    public async Task Page_TakesNothingFromOutside()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);

        var page = await service.Client.GetStringAsync("/scalar/");

        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("//cdn", page, StringComparison.Ordinal);
    }
}
