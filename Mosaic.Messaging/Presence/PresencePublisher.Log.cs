using Microsoft.Extensions.Logging;

namespace Mosaic.Messaging;

public sealed partial class PresencePublisher
{
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The event '{Type}' of device {Device} was not published: {Outcome}; trying again.")]
        public static partial void NotPublished(ILogger logger, Guid device, string? type, PublishOutcome outcome);

        [LoggerMessage(2, LogLevel.Error, "The event '{Type}' of device {Device} could not be published any more.")]
        public static partial void GivenUp(ILogger logger, Guid device, string? type, Exception exception);
    }
}
