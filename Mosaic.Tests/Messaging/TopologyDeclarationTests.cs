using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;

namespace Mosaic.Tests.Messaging;

[Collection(RabbitMQTests.Name)]
public sealed class TopologyDeclarationTests(RabbitMQFixture rabbitMQ)
{
    [Fact]
    public async Task Declaration_Repeated_ChangesNothing()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var connection = await host.ConnectAsync();

        await TopologyDeclaration.DeclareAsync(connection, 2, default);
        await TopologyDeclaration.DeclareAsync(connection, 2, default);
        await TopologyDeclaration.DeclareAsync(connection, 3, default);

        await using var channel = await connection.CreateChannelAsync();
        Assert.Equal(0u, await channel.MessageCountAsync(Topology.PartitionQueue(2)));
        Assert.Equal(0u, await channel.MessageCountAsync(Topology.DeadLetters));
    }

    [Fact]
    public async Task Declaration_AQueueWithOtherArguments_SaysWhich()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(Topology.PartitionQueue(1), durable: true, exclusive: false, autoDelete: false);

        var thrown = await Assert.ThrowsAsync<TopologyException>(() => TopologyDeclaration.DeclareAsync(connection, 2, default));

        Assert.Contains("the queue 'mosaic.device-to-hive.1' with other properties", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("inequivalent arg", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Topology mismatch", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declaration_OverAPartitionOfAnEarlierVersion_SaysWhatToDo()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(Topology.PartitionQueue(0), durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-single-active-consumer"] = true,
            ["x-delivery-limit"] = 1000,
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = Topology.DeadLetters,
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-overflow"] = "reject-publish",
        });

        var thrown = await Assert.ThrowsAsync<TopologyException>(() => TopologyDeclaration.DeclareAsync(connection, 1, default));

        Assert.Contains("delete it", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declaration_AnExchangeOfAnotherType_SaysWhich()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(Topology.HiveToDevice, ExchangeType.Topic, durable: true);

        var thrown = await Assert.ThrowsAsync<TopologyException>(() => TopologyDeclaration.DeclareAsync(connection, 1, default));

        Assert.Contains("'mosaic.hive-to-device'", thrown.Message, StringComparison.Ordinal);
    }
}
