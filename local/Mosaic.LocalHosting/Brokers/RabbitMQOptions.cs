using System.ComponentModel.DataAnnotations;
using Mosaic.Settings;

namespace Mosaic.LocalHosting.Brokers;

/// <summary>Where the local engine takes a broker from, unless <c>ConnectionStrings</c> names one.</summary>
internal sealed class RabbitMQOptions
{
    public const string Section = "RabbitMQ";

    /// <summary>What may be used: an installed server, else a container, else the distribution's package; or one of them only.</summary>
    public BrokerSource Source { get; set; }

    /// <summary>The <c>rabbitmq-server</c> to run.</summary>
    [Default("looked for")]
    public string? ServerPath { get; set; }

    /// <summary>The distribution's package may be installed when there is no other way.</summary>
    public bool AllowInstall { get; set; } = true;

    /// <summary>The image of the container.</summary>
    [Required]
    public string ContainerImage { get; set; } = "docker.io/library/rabbitmq:4.2-management";
}
