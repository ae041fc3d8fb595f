using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;

namespace Mosaic.Tests.WebSocketService;

/// <summary><c>data_base64</c> both ways, as CloudEvents' JSON format has it.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class BinaryDataTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Theory]
    [InlineData("AQID/w==", "\"application/cbor\"", "application/cbor")]
    [InlineData("", "null", "application/octet-stream")]
    [InlineData("eyJhIjoxfQ==", "\"application/json\"", "application/json")] // Bytes that are JSON stay binary data.
    public async Task Event_WithBinaryData_IsPublishedAsItsBytes(string base64, string contentType, string property)
    {
        await using var device = await service.Host.WelcomedAsync();
        await device.SendAsync($"{{\"type\":\"t\",\"id\":\"e-1\",\"datacontenttype\":{contentType},\"data_base64\":\"{base64}\"}}");
        await device.ReceiveAsync("ack");
        var published = (await service.Partition.MessagesAsync(device.Id, 1))[0];

        Assert.Equal(Convert.FromBase64String(base64), published.Body);
        Assert.Equal(property, published.Properties.ContentType);
        Assert.Equal(base64, published.Text("data_base64"));
        Assert.False(published.Json.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task Event_WithBothDataAndBinaryData_IsRefused()
    {
        await using var device = await service.Host.WelcomedAsync();
        await device.SendAsync("{\"type\":\"t\",\"id\":\"e-1\",\"data\":1,\"data_base64\":\"AQID\"}");
        var nack = await device.ReceiveAsync("nack");

        Assert.Equal(("e-1", "invalid_field", false), (nack.GetProperty("id").GetString(), nack.GetProperty("code").GetString(), nack.GetProperty("retry").GetBoolean()));
    }

    [Fact]
    public async Task Event_ToADevice_MarkedOrOfAnotherContentType_ReachesItInBase64()
    {
        await using var device = await service.Host.WelcomedAsync();
        await PublishAsync(device.Id, "marked", new() { ["x-mosaic-binary"] = true }, null, "1"u8.ToArray());
        await PublishAsync(device.Id, "foreign", [], "image/png", [0x89, 0x50, 0xFF]);
        await PublishAsync(device.Id, "text", [], "text/plain", "\"text\""u8.ToArray());

        Assert.Equal("MQ==", (await device.ReceiveAsync("event")).GetProperty("data_base64").GetString());
        Assert.Equal("iVD/", (await device.ReceiveAsync("event")).GetProperty("data_base64").GetString());
        Assert.Equal("text", (await device.ReceiveAsync("event")).GetProperty("data").GetString());
    }

    [Fact]
    public async Task Event_WithBinaryDataWhereDataIsInHeaders_KeepsItInTheBody()
    {
        await using var host = await service.StartAnotherAsync("--Messaging:DataIn=Headers");
        await using var device = await host.WelcomedAsync();
        await device.SendAsync("{\"type\":\"t\",\"id\":\"e-1\",\"data_base64\":\"AQID\"}");
        await device.ReceiveAsync("ack");

        Assert.Equal("AQID", (await service.Partition.MessagesAsync(device.Id, 1))[0].Text("data_base64"));
    }

    private async Task PublishAsync(Guid device, string id, Dictionary<string, object?> more, string? contentType, byte[] body)
    {
        var headers = new Dictionary<string, object?>(more) { ["kind"] = "event", ["id"] = id, ["type"] = "t", ["device"] = device.ToString() };
        await service.Channel.BasicPublishAsync(Topology.HiveToDevice, Topology.DeviceKey(device), mandatory: true,
            new BasicProperties { Type = "event", MessageId = id, Headers = headers, ContentType = contentType }, body);
    }
}
