using Microsoft.Extensions.Logging;

namespace Mosaic.Messaging;

public sealed partial class BrokerConnection
{
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The connection to RabbitMQ '{Name}' is open.")]
        public static partial void Opened(ILogger logger, string name);

        [LoggerMessage(2, LogLevel.Warning, "The connection to RabbitMQ '{Name}' could not be opened; trying again. {Reason}")]
        public static partial void OpenFailed(ILogger logger, string name, string reason);

        [LoggerMessage(5, LogLevel.Debug, "An attempt to open the connection '{Name}' failed.")]
        public static partial void AttemptFailed(ILogger logger, string name, Exception exception);

        [LoggerMessage(3, LogLevel.Information, "The connection to RabbitMQ '{Name}' has closed: {Reason}")]
        public static partial void Closed(ILogger logger, string name, string reason);

        [LoggerMessage(4, LogLevel.Warning, "RabbitMQ takes no messages on the connection '{Name}' for now: {Reason}")]
        public static partial void Blocked(ILogger logger, string name, string reason);
    }
}
