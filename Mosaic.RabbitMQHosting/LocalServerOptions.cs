namespace Mosaic.RabbitMQHosting;

/// <summary>What RabbitMQ may be run from.</summary>
internal enum RabbitMQSource
{
    /// <summary>An installed server, else a container, else the distribution's package.</summary>
    Any,

    /// <summary>A server on this machine.</summary>
    Server,

    /// <summary>A container.</summary>
    Container,
}

/// <summary>The AppHost's configuration section <c>RabbitMQ</c>.</summary>
internal sealed class LocalServerOptions
{
    public const string Section = "RabbitMQ";

    public RabbitMQSource Source { get; set; }

    /// <summary>The <c>rabbitmq-server</c> program to run; looked for in the usual places when it is not given.</summary>
    public string? ServerPath { get; set; }

    /// <summary>Whether the distribution's package may be installed where there is neither a server nor a container runtime.</summary>
    public bool AllowInstall { get; set; } = true;
}
