namespace Mosaic.LocalHosting.Brokers;

/// <summary>A way to run a broker here.</summary>
/// <param name="Source">Server or container.</param>
/// <param name="Path">The rabbitmq-server, or the container runtime's command.</param>
internal sealed record FoundBroker(BrokerSource Source, string Path);
