using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Mosaic.DeviceService.Api;

/// <summary>The service's errors, as RFC 9457 problem details.</summary>
internal static class Problems
{
    /// <summary>The outcome of a message of which nothing was sent.</summary>
    public const string NotSent = "not_sent";

    /// <summary>The outcome of a message that the device may have got.</summary>
    public const string Unconfirmed = "unconfirmed";

    /// <summary>What every problem's <c>type</c> begins with; its code follows.</summary>
    private const string TypePrefix = "urn:mosaic:problem:";

    private const string RetryAfterSeconds = "1";

    /// <summary>A problem whose <c>type</c> ends in <paramref name="code"/>.</summary>
    public static ProblemHttpResult Create(int status, string code, string detail) =>
        TypedResults.Problem(detail: detail, statusCode: status, type: TypePrefix + code);

    /// <summary>The same, saying how a request ended and whether repeating it can do harm.</summary>
    public static ProblemHttpResult Create(int status, string code, string detail, string outcome, bool safeToRetry) =>
        TypedResults.Problem(detail: detail, statusCode: status, type: TypePrefix + code,
            extensions: new Dictionary<string, object?> { ["outcome"] = outcome, ["safetoretry"] = safeToRetry });

    /// <summary>400: something about the call is wrong.</summary>
    public static ProblemHttpResult Invalid(string detail) => Create(400, ProblemCodes.InvalidMessage, detail);

    /// <summary>400: the device in the call's path is no UUID.</summary>
    public static ProblemHttpResult InvalidDevice() => Invalid("The device in the path is not a UUID in the form 8-4-4-4-12.");

    /// <summary>503: RabbitMQ, or what was to be read from it, is not there now; the caller is asked to come back soon.</summary>
    public static ProblemHttpResult Unavailable(HttpContext context, string detail, string code = ProblemCodes.BrokerUnavailable)
    {
        RetrySoon(context);
        return Create(503, code, detail);
    }

    /// <summary>Sets the header <c>Retry-After</c> (RFC 9110, section 10.2.3): soon.</summary>
    public static void RetrySoon(HttpContext context) => context.Response.Headers.RetryAfter = RetryAfterSeconds;

    /// <summary>The table of docs/hive-api.md: the problem that each outcome of a request is answered with.</summary>
    public static ProblemHttpResult ToProblem(this RequestOutcome outcome) => outcome switch
    {
        RequestOutcome.Conflict => Create(409, ProblemCodes.IdempotencyConflict, "This id is another message's.", NotSent, false),
        RequestOutcome.Full => Create(429, ProblemCodes.TooMany, "Too many messages wait for their devices.", NotSent, true),
        RequestOutcome.NotListening => Create(503, ProblemCodes.BrokerUnavailable, "Confirmations cannot come in just now; nothing was sent.", NotSent, true),
        RequestOutcome.NotConnected => Create(409, ProblemCodes.DeviceNotConnected, "The device has no live session; nothing was sent.", NotSent, true),
        RequestOutcome.NotTaken => Create(503, ProblemCodes.BrokerUnavailable, "RabbitMQ did not take the message; nothing was sent or kept.", NotSent, true),
        RequestOutcome.Invalid => Create(400, ProblemCodes.InvalidMessage, "The message's fields cannot be sent to RabbitMQ; nothing was sent.", NotSent, false),
        RequestOutcome.PerhapsKept => Create(503, ProblemCodes.BrokerUnavailable,
            "RabbitMQ did not confirm it in time; it may have been kept. Repeat it with the same id.", Unconfirmed, false),
        RequestOutcome.Uncertain => Create(503, ProblemCodes.BrokerUnavailable,
            "The connection to RabbitMQ was lost and no confirmation came; the device may have done it.", Unconfirmed, false),
        _ => Create(504, ProblemCodes.Unconfirmed, "The device did not confirm in time; it may have done it.", Unconfirmed, false),
    };

    /// <summary>The same, with the header <c>Retry-After</c> where repeating may help.</summary>
    public static ProblemHttpResult ToProblem(this RequestOutcome outcome, HttpContext context)
    {
        var problem = outcome.ToProblem();
        if (problem.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            RetrySoon(context);
        }

        return problem;
    }

    /// <summary>Gives a code to a problem that ASP.NET Core itself answers with.</summary>
    public static void SetType(ProblemDetails problem)
    {
        if (problem.Type?.StartsWith(TypePrefix, StringComparison.Ordinal) == true)
        {
            return;
        }

        problem.Type = TypePrefix + problem.Status switch
        {
            StatusCodes.Status400BadRequest => ProblemCodes.InvalidMessage,
            StatusCodes.Status404NotFound => ProblemCodes.NotFound,
            StatusCodes.Status405MethodNotAllowed => ProblemCodes.MethodNotAllowed,
            StatusCodes.Status413PayloadTooLarge => ProblemCodes.TooLarge,
            StatusCodes.Status415UnsupportedMediaType => ProblemCodes.UnsupportedMediaType,
            _ => ProblemCodes.InternalError,
        };
    }
}

/// <summary>What a problem's <c>type</c> ends in; programs decide by it.</summary>
internal static class ProblemCodes
{
    /// <summary>400: the call or its message is not as docs/hive-api.md wants it.</summary>
    public const string InvalidMessage = "invalid-message";

    /// <summary>413: the message is over <c>Limits:MaxMessageBytes</c>.</summary>
    public const string TooLarge = "too-large";

    /// <summary>415: the body is of another media type than JSON.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary>401: no API key, or another.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>409: the device has no live session; nothing was sent. 404 where a session was to be closed.</summary>
    public const string DeviceNotConnected = "device-not-connected";

    /// <summary>404: nothing was ever heard of the device.</summary>
    public const string DeviceUnknown = "device-unknown";

    /// <summary>429: too many calls wait.</summary>
    public const string TooMany = "too-many";

    /// <summary>503: RabbitMQ is not there or did not take the message.</summary>
    public const string BrokerUnavailable = "broker-unavailable";

    /// <summary>504: the device did not confirm the request in time.</summary>
    public const string Unconfirmed = "unconfirmed";

    /// <summary>409: the same key was used for another body.</summary>
    public const string IdempotencyConflict = "idempotency-conflict";

    /// <summary>404: no such request, or its outcome is not kept any more.</summary>
    public const string RequestUnknown = "request-unknown";

    /// <summary>409: the request was sent or has ended, so it cannot be cancelled.</summary>
    public const string NotCancellable = "not-cancellable";

    /// <summary>404: no such dead letter.</summary>
    public const string DeadLetterUnknown = "dead-letter-unknown";

    /// <summary>409: the dead letter names no device, so it belongs into no queue.</summary>
    public const string NotReplayable = "not-replayable";

    /// <summary>503: another call reads the dead letters.</summary>
    public const string DeadLettersBusy = "dead-letters-busy";

    /// <summary>404: no such path.</summary>
    public const string NotFound = "not-found";

    /// <summary>405: the path is there, but not with this method.</summary>
    public const string MethodNotAllowed = "method-not-allowed";

    /// <summary>500: a fault of the service.</summary>
    public const string InternalError = "internal-error";
}
