namespace Mosaic.Tests.Broker;

/// <summary>The tests that read this process's memory: each alone, for what others allocate would be counted with it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryTests : ICollectionFixture<RabbitMQFixture>
{
    internal const string Name = "Memory";
}
