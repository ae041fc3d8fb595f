namespace Mosaic.Tests.Broker;

/// <summary>The tests that share a RabbitMQ: one after the other, for they share its queues as well.</summary>
[CollectionDefinition(Name)]
public sealed class RabbitMQTests : ICollectionFixture<RabbitMQFixture>
{
    internal const string Name = "RabbitMQ";
}
