using Microsoft.Extensions.Logging;

namespace Mosaic.Messaging;

internal sealed partial class PublishLane
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "A publishing channel has ended and is opened again: {Reason}")]
        public static partial void ChannelLost(ILogger logger, LogLevel level, string reason);

        [LoggerMessage(2, LogLevel.Error, "A publishing channel has failed and is opened again.")]
        public static partial void ChannelFailed(ILogger logger, Exception exception);

        [LoggerMessage(3, LogLevel.Warning, "A message cannot be encoded as AMQP and is not published.")]
        public static partial void NotEncoded(ILogger logger, Exception exception);
    }
}
