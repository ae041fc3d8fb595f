using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.DeviceService.Http;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests;

/// <summary>Writes how a request ended: the table of docs/hive-api.md.</summary>
internal static class RequestAnswer
{
    internal const string NotSent = "not_sent";
    internal const string Unconfirmed = "unconfirmed";

    internal static Task WriteAsync(RequestKey key, RequestOutcome outcome, HttpContext context)
    {
        if (outcome is { End: RequestEnd.Confirmed, Confirmation: { } confirmation })
            return WriteConfirmedAsync(key, confirmation, (long)outcome.Elapsed.TotalMilliseconds, context);
        var problem = Describe(outcome.End);
        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable) RetryAfter.Soon(context);
        return problem.ExecuteAsync(context);
    }

    internal static Task WriteAsync(Admission refused, HttpContext context)
    {
        if (refused != Admission.Conflict) RetryAfter.Soon(context);
        var problem = refused switch
        {
            Admission.Conflict => Problems.Create(409, ProblemCodes.IdempotencyConflict, "Another request with this id waits for its device.", NotSent, false),
            Admission.Full => Problems.Create(429, ProblemCodes.TooMany, "Too many requests wait for their devices.", NotSent, true),
            _ => Problems.Create(503, ProblemCodes.BrokerUnavailable, "Confirmations cannot come in just now; nothing was sent.", NotSent, true),
        };
        return problem.ExecuteAsync(context);
    }

    internal static ProblemHttpResult Describe(RequestEnd end) => end switch
    {
        RequestEnd.NotConnected => Problems.Create(409, ProblemCodes.DeviceNotConnected, "The device has no live session; nothing was sent.", NotSent, true),
        RequestEnd.NotTaken => Problems.Create(503, ProblemCodes.BrokerUnavailable, "RabbitMQ did not take the request; nothing was sent.", NotSent, true),
        RequestEnd.Invalid => Problems.Create(400, ProblemCodes.InvalidMessage, "The request's fields cannot be sent to RabbitMQ; nothing was sent.", NotSent, false),
        RequestEnd.Uncertain => Problems.Create(503, ProblemCodes.BrokerUnavailable,
            "The connection to RabbitMQ was lost and no confirmation came; the device may have done it.", Unconfirmed, false),
        _ => Problems.Create(504, ProblemCodes.Unconfirmed, "The device did not confirm in time; it may have done it.", Unconfirmed, false),
    };

    private static async Task WriteConfirmedAsync(RequestKey key, DeviceConfirmation confirmation, long elapsed, HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, AmqpJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("id", key.Id);
            writer.WriteString("device", Topology.DeviceKey(key.Device));
            writer.WriteString("outcome", "confirmed");
            writer.WriteNumber("status", confirmation.Status);
            DeviceConfirmation.WriteData(writer, confirmation.Data.Span, confirmation.IsBinary);
            writer.WriteNumber("elapsedms", elapsed);
            writer.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
