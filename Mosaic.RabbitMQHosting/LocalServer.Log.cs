using Microsoft.Extensions.Logging;

namespace Mosaic.RabbitMQHosting;

internal static partial class LocalServerLog
{
    [LoggerMessage(1, LogLevel.Information, "RabbitMQ is not installed: installing the package rabbitmq-server. RabbitMQ:AllowInstall=false forbids it.")]
    public static partial void Installing(ILogger logger);

    [LoggerMessage(2, LogLevel.Error, "{Resource} cannot start. {Reason}")]
    public static partial void CannotStart(ILogger logger, string resource, string reason);
}
