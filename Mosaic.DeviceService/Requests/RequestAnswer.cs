using System.Text.Json;
using Mosaic.DeviceService.Api;
using Mosaic.DeviceService.Durable;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests;

/// <summary>Waits for the outcome of a request and answers a call with it.</summary>
internal sealed class RequestAnswer(WaitingRequest request, WaitingRequests waiting) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        try
        {
            var end = await request.End.WaitAsync(context.RequestAborted);
            if (end.Confirmation is not { } confirmation)
            {
                await end.Outcome.ToProblem(context).ExecuteAsync(context);
                return;
            }

            await WriteAsync(confirmation, (long)end.Elapsed.TotalMilliseconds, context);
            if (confirmation.Receipt is { } receipt)
            {
                context.Response.OnCompleted(() => Answered(receipt));
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone. When it was the last, a confirmation is late from here on, and so is one that has just come.
            if (!request.Leave())
            {
                return;
            }

            if (waiting.Remove(request))
            {
                request.Abandon();
            }
            else if ((await request.End).Confirmation?.Receipt is { } receipt)
            {
                await receipt.UnansweredAsync();
            }
        }
    }

    private async Task WriteAsync(DeviceConfirmation confirmation, long elapsed, HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, AmqpJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("id", request.Key.Id);
            writer.WriteString("device", Topology.DeviceKey(request.Key.Device));
            writer.WriteString("outcome", "confirmed");
            writer.WriteNumber("status", confirmation.Status);
            DeviceConfirmation.WriteData(writer, confirmation.Data.Span, confirmation.IsBinary);
            writer.WriteNumber("elapsedms", elapsed);
            writer.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static Task Answered(ConfirmationReceipt receipt)
    {
        receipt.Answered();
        return Task.CompletedTask;
    }
}
