using Microsoft.Extensions.Configuration;

namespace Mosaic.RabbitMQHosting;

/// <summary>The AppHost's section <c>RabbitMQ</c>.</summary>
internal sealed class LocalServerOptions
{
    /// <summary>What may be used.</summary>
    public RabbitMQSource Source { get; set; }

    /// <summary>The <c>rabbitmq-server</c> to run; looked for if not given.</summary>
    public string? ServerPath { get; set; }

    /// <summary>The distribution's package may be installed when there is no other way.</summary>
    public bool AllowInstall { get; set; } = true;

    public static LocalServerOptions Of(IConfiguration configuration) => configuration.GetSection("RabbitMQ").Get<LocalServerOptions>() ?? new();
}
