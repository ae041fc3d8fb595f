using Microsoft.AspNetCore.Http.HttpResults;

namespace Mosaic.DeviceService.Api;

/// <summary>What becomes of a request to a device, or of an event that is kept for it; at first for the call, at last for good.</summary>
internal enum RequestOutcome
{
    /// <summary>It is new, and this call's to send or kept.</summary>
    Accepted,

    /// <summary>It repeats one that waits or is kept, and shares its outcome.</summary>
    Repeated,

    /// <summary>The device has confirmed it.</summary>
    Confirmed,

    /// <summary>Its id is another's.</summary>
    Conflict,

    /// <summary>Too many wait for their devices; nothing was sent.</summary>
    Full,

    /// <summary>Confirmations cannot come in now, so nothing was sent.</summary>
    NotListening,

    /// <summary>The device has no live session; nothing was sent.</summary>
    NotConnected,

    /// <summary>RabbitMQ was not there or refused it; nothing was sent or kept.</summary>
    NotTaken,

    /// <summary>No message can be made of it; nothing was sent.</summary>
    Invalid,

    /// <summary>Whether RabbitMQ has kept it is not known.</summary>
    PerhapsKept,

    /// <summary>Whether RabbitMQ took it is not known, and no confirmation came in time.</summary>
    Uncertain,

    /// <summary>Sent, but not confirmed in time.</summary>
    Unconfirmed,
}

/// <summary>The table of docs/hive-api.md: the problem that each outcome is answered with.</summary>
internal static class RequestProblems
{
    /// <summary>The problem, with the header <c>Retry-After</c> where repeating may help.</summary>
    public static ProblemHttpResult ToProblem(this RequestOutcome outcome, HttpContext context)
    {
        var problem = outcome.ToProblem();
        if (problem.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            Problems.RetrySoon(context);
        }

        return problem;
    }

    public static ProblemHttpResult ToProblem(this RequestOutcome outcome) => outcome switch
    {
        RequestOutcome.Conflict => Problems.Create(409, ProblemCodes.IdempotencyConflict, "This id is another message's.", Problems.NotSent, false),
        RequestOutcome.Full => Problems.Create(429, ProblemCodes.TooMany, "Too many messages wait for their devices.", Problems.NotSent, true),
        RequestOutcome.NotListening => Problems.Create(503, ProblemCodes.BrokerUnavailable, "Confirmations cannot come in just now; nothing was sent.", Problems.NotSent, true),
        RequestOutcome.NotConnected => Problems.Create(409, ProblemCodes.DeviceNotConnected, "The device has no live session; nothing was sent.", Problems.NotSent, true),
        RequestOutcome.NotTaken => Problems.Create(503, ProblemCodes.BrokerUnavailable, "RabbitMQ did not take the message; nothing was sent or kept.", Problems.NotSent, true),
        RequestOutcome.Invalid => Problems.Create(400, ProblemCodes.InvalidMessage, "The message's fields cannot be sent to RabbitMQ; nothing was sent.", Problems.NotSent, false),
        RequestOutcome.PerhapsKept => Problems.Create(503, ProblemCodes.BrokerUnavailable,
            "RabbitMQ did not confirm it in time; it may have been kept. Repeat it with the same id.", Problems.Unconfirmed, false),
        RequestOutcome.Uncertain => Problems.Create(503, ProblemCodes.BrokerUnavailable,
            "The connection to RabbitMQ was lost and no confirmation came; the device may have done it.", Problems.Unconfirmed, false),
        _ => Problems.Create(504, ProblemCodes.Unconfirmed, "The device did not confirm in time; it may have done it.", Problems.Unconfirmed, false),
    };
}
