namespace Mosaic.LocalHosting.Brokers;

/// <summary>Where a broker may come from.</summary>
internal enum BrokerSource
{
    /// <summary>The first there is.</summary>
    Any,

    /// <summary>A rabbitmq-server on this machine.</summary>
    Server,

    /// <summary>A container.</summary>
    Container,
}
