using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.DeviceService.Http;

namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>What is answered when something was not taken into the journal.</summary>
internal static class AcceptanceProblem
{
    internal static ProblemHttpResult Create(Acceptance refused, HttpContext context)
    {
        if (refused != Acceptance.Conflict) RetryAfter.Soon(context);
        return refused switch
        {
            Acceptance.Conflict => Problems.Create(409, ProblemCodes.IdempotencyConflict, "This id is another message's.", RequestAnswer.NotSent, false),
            Acceptance.Full => Problems.Create(429, ProblemCodes.TooMany, "Too many messages wait for their devices.", RequestAnswer.NotSent, true),
            Acceptance.NotTaken => Problems.Create(503, ProblemCodes.BrokerUnavailable, "RabbitMQ did not take it; nothing was kept.", RequestAnswer.NotSent, true),
            _ => Problems.Create(503, ProblemCodes.BrokerUnavailable,
                "RabbitMQ did not confirm it in time; it may have been kept. Repeat it with the same id.", RequestAnswer.Unconfirmed, false),
        };
    }
}
