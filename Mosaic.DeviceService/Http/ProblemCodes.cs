namespace Mosaic.DeviceService.Http;

/// <summary>What a problem's <c>type</c> ends in; programs decide by it.</summary>
internal static class ProblemCodes
{
    /// <summary>400: the call or its message is not as docs/hive-api.md wants it.</summary>
    internal const string InvalidMessage = "invalid-message";

    /// <summary>413: the message is over <c>Limits:MaxMessageBytes</c>.</summary>
    internal const string TooLarge = "too-large";

    /// <summary>415: the body is of another media type than JSON.</summary>
    internal const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary>401: no API key, or another.</summary>
    internal const string Unauthorized = "unauthorized";

    /// <summary>409: the device has no live session; nothing was sent. 404 where a session was to be closed.</summary>
    internal const string DeviceNotConnected = "device-not-connected";

    /// <summary>404: nothing was ever heard of the device.</summary>
    internal const string DeviceUnknown = "device-unknown";

    /// <summary>429: too many calls wait.</summary>
    internal const string TooMany = "too-many";

    /// <summary>503: RabbitMQ is not there or did not take the message.</summary>
    internal const string BrokerUnavailable = "broker-unavailable";

    /// <summary>504: the device did not confirm the request in time.</summary>
    internal const string Unconfirmed = "unconfirmed";

    /// <summary>409: the same key was used for another body.</summary>
    internal const string IdempotencyConflict = "idempotency-conflict";

    /// <summary>404: no such request, or its outcome is not kept any more.</summary>
    internal const string RequestUnknown = "request-unknown";

    /// <summary>409: the request was sent or has ended, so it cannot be cancelled.</summary>
    internal const string NotCancellable = "not-cancellable";

    /// <summary>404: no such dead letter.</summary>
    internal const string DeadLetterUnknown = "dead-letter-unknown";

    /// <summary>409: the dead letter names no device, so it belongs into no queue.</summary>
    internal const string NotReplayable = "not-replayable";

    /// <summary>503: another call reads the dead letters.</summary>
    internal const string DeadLettersBusy = "dead-letters-busy";

    /// <summary>404: no such path.</summary>
    internal const string NotFound = "not-found";

    /// <summary>405: the path is there, but not with this method.</summary>
    internal const string MethodNotAllowed = "method-not-allowed";

    /// <summary>500: a fault of the service.</summary>
    internal const string InternalError = "internal-error";
}
