namespace Mosaic.LocalHosting.Brokers;

/// <summary>Where the local engine takes a broker from, unless <c>ConnectionStrings</c> names one.</summary>
internal sealed class RabbitMQOptions
{
    public const string Section = "RabbitMQ";

    /// <summary>Any by default: what is installed, else a container, else the distribution's package.</summary>
    public BrokerSource Source { get; set; }

    /// <summary>The rabbitmq-server to run; null to look for one.</summary>
    public string? ServerPath { get; set; }

    /// <summary>The distribution's package may be installed.</summary>
    public bool AllowInstall { get; set; } = true;

    /// <summary>The image of a container.</summary>
    public string ContainerImage { get; set; } = "docker.io/library/rabbitmq:4.2-management";
}
