using System.Text;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;

namespace Mosaic.Tests.WebSocketService.Relay;

/// <summary>Confirmations of requests: to the call that waits, or to the partition.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class ConfirmationTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Confirmation_InTime_GoesToTheCallThatWaits()
    {
        var replies = (await service.Channel.QueueDeclareAsync("", durable: false, exclusive: false, autoDelete: false)).QueueName;
        await using var recorder = await PartitionRecorder.StartAsync(service.Broker, replies);
        await using var device = await service.Host.WelcomedAsync();
        await service.PublishAsync(device.Id, Kinds.Request, "r-1", "{}"u8.ToArray(), replies, DateTimeOffset.UtcNow.AddMinutes(5));
        var request = await device.ReceiveAsync("request");
        await device.SendAsync("{\"kind\":\"confirmation\",\"requestid\":\"r-1\",\"status\":207,\"id\":\"c-1\",\"data\": [ 1 ] }");
        var reply = (await recorder.MessagesAsync(device.Id, 1))[0];
        await TakeAsync(reply);
        Assert.Equal("c-1", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());

        Assert.Equal("r-1", request.GetProperty("id").GetString());
        Assert.Equal(("confirmation", "r-1", "c-1"), (reply.Text("kind"), reply.Text("requestid"), reply.Text("id")));
        Assert.Equal(207, reply.Json.GetProperty("status").GetInt32());
        Assert.Equal("[ 1 ]", Encoding.UTF8.GetString(reply.Body));
        Assert.Equal("r-1", reply.Properties.CorrelationId);
        Assert.DoesNotContain(service.Partition.Of(device.Id), published => published.Text("kind") == "confirmation");
    }

    [Fact]
    public async Task Confirmation_ThatNobodySaysIsTaken_IsAckedOnlyWhenItIsInThePartition()
    {
        var replies = (await service.Channel.QueueDeclareAsync("", durable: false, exclusive: false, autoDelete: false)).QueueName;
        await using var recorder = await PartitionRecorder.StartAsync(service.Broker, replies);
        await using var device = await service.Host.WelcomedAsync();
        foreach (var id in (string[])["r-1", "r-2"])
        {
            await service.PublishAsync(device.Id, Kinds.Request, id, "{}"u8.ToArray(), replies, DateTimeOffset.UtcNow.AddMinutes(5));
            await device.ReceiveAsync("request");
        }

        await device.SendAsync("{\"kind\":\"confirmation\",\"requestid\":\"r-1\",\"id\":\"c-1\",\"data\":1}");
        await device.SendAsync("{\"kind\":\"confirmation\",\"requestid\":\"r-2\",\"id\":\"c-2\",\"data\":2}");
        await TakeAsync((await recorder.MessagesAsync(device.Id, 2))[1]);

        Assert.Equal("c-2", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
        Assert.Equal("c-1", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
        var published = Assert.Single(await service.Partition.MessagesAsync(device.Id, 1));
        Assert.Equal(("confirmation", "r-1", "c-1", "1"), (published.Text("kind"), published.Text("requestid"), published.Text("id"), Encoding.UTF8.GetString(published.Body)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    public async Task Confirmation_OfADurableRequest_GoesToThePartitionMarkedAndUndecided(int minutesLeft)
    {
        await using var device = await service.Host.WelcomedAsync();
        await service.PublishAsync(device.Id, Kinds.Request, "r-1", [], Topology.Requests, DateTimeOffset.UtcNow.AddMinutes(minutesLeft));
        await device.ReceiveAsync("request");

        await device.SendAsync("{\"kind\":\"confirmation\",\"requestid\":\"r-1\",\"id\":\"c-1\"}");
        Assert.Equal("c-1", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
        var published = (await service.Partition.MessagesAsync(device.Id, 1))[0];

        Assert.True(DurableAnswer.IsMarked(published.Properties));
        Assert.Equal(("confirmation", "r-1"), (published.Properties.Type, published.Text("requestid")));
        Assert.False(published.Json.TryGetProperty("late", out _));
    }

    [Theory]
    [InlineData("late")]
    [InlineData("unknown")]
    [InlineData("nobody")]
    public async Task Confirmation_ThatNoCallWaitsFor_GoesToThePartition(string why)
    {
        var replies = (await service.Channel.QueueDeclareAsync("", durable: false, exclusive: false, autoDelete: false)).QueueName;
        if (why == "nobody")
        {
            await service.Channel.QueueDeleteAsync(replies, ifUnused: false, ifEmpty: false);
        }

        await using var device = await service.Host.WelcomedAsync();
        if (why != "unknown")
        {
            await service.PublishAsync(device.Id, Kinds.Request, "r-1", [], replies, DateTimeOffset.UtcNow.AddMinutes(why == "late" ? -1 : 5));
            await device.ReceiveAsync("request");
        }

        await device.SendAsync("{\"kind\":\"confirmation\",\"requestid\":\"r-1\",\"id\":\"c-1\"}");
        await device.ReceiveAsync("ack");
        var published = (await service.Partition.MessagesAsync(device.Id, 1))[0];

        Assert.Equal(("confirmation", MessageTypes.DeviceConfirmation, "r-1"), (published.Text("kind"), published.Text("type"), published.Text("requestid")));
        Assert.Equal(200, published.Json.GetProperty("status").GetInt32());
        Assert.Equal(why == "late", published.Json.TryGetProperty("late", out var late) && late.GetBoolean());
    }

    private async Task TakeAsync(Recorded reply)
    {
        var message = new Message();
        new ConfirmationTaken(reply.Text("session")!, reply.Text("id")!).WriteTo(message);
        await service.Channel.BasicPublishAsync("", reply.Properties.ReplyTo!, false,
            new BasicProperties { Type = message.Kind, Headers = message.Headers }, default(ReadOnlyMemory<byte>));
    }
}
