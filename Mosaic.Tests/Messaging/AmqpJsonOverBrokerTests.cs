using FsCheck.Fluent;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;

namespace Mosaic.Tests.Messaging;

/// <summary>The mapping through the encoding and decoding of RabbitMQ.Client and of the broker.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class AmqpJsonOverBrokerTests(RabbitMQFixture rabbitMQ)
{
    private const string Queue = "tests";

    [Fact]
    public async Task Messages_Generated_ComeBackAsTheSameJson()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: false, exclusive: false, autoDelete: false);

        foreach (var generated in GeneratedJson.Message.Sample(300, 60))
        {
            await AssertSameAsync(channel, generated);
        }
    }

    [Theory]
    [InlineData("""{"a":{},"type":"t"}""")]
    [InlineData("""{"a":[],"type":"t"}""")]
    [InlineData("""{"a":[[],{},null,[{}],{"b":{},"":[]}],"type":"t"}""")]
    [InlineData("""{"data":{},"a":null}""")]
    public async Task Message_WithEmptyObjectsAndArrays_ComesBackAsTheSameJson(string json)
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: false, exclusive: false, autoDelete: false);

        await AssertSameAsync(channel, json);
    }

    private static async Task AssertSameAsync(IChannel channel, string json)
    {
        foreach (var placement in (DataPlacement[])[DataPlacement.Body, DataPlacement.Headers])
        {
            var message = new Message();
            Assert.Null(MessageReader.Read(System.Text.Encoding.UTF8.GetBytes(json), message));
            Assert.Null(placement.Place(message));
            EmptyValues.Mark(message.Headers); // As the publisher does.
            await channel.BasicPublishAsync("", Queue, mandatory: true, new BasicProperties { Headers = message.Headers }, message.Data);
            BasicGetResult? got = null;
            await Eventually.True(async () => (got = await channel.BasicGetAsync(Queue, autoAck: true)) is not null, TimeSpan.FromSeconds(60));
            JsonValues.AssertEqual(System.Text.Encoding.UTF8.GetBytes(json), MessageWriterTests.Write(got!.BasicProperties.Headers, got.Body.ToArray()));
        }
    }
}
