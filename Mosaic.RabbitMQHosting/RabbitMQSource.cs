namespace Mosaic.RabbitMQHosting;

/// <summary>Where a RabbitMQ may come from.</summary>
internal enum RabbitMQSource
{
    /// <summary>An installed server, else a container, else the distribution's package.</summary>
    Any,

    /// <summary>A rabbitmq-server on this machine.</summary>
    Server,

    /// <summary>A container.</summary>
    Container,
}
