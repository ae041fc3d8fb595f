using Mosaic.DeviceService.Documentation;
using Mosaic.Settings;

namespace Mosaic.DeviceService.DeadLetters;

internal static class DeadLettersRegistration
{
    internal static void AddDeadLetters(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<DeadLettersOptions>(DeadLettersOptions.Section);
        builder.Services.AddSingleton<IDeadLetterWriter, DeadLetterWriter>();
        builder.Services.AddSingleton<DeadLetterQueue>();
        builder.Services.AddSingleton<DeadLetterReplay>();
        builder.Services.AddSingleton<DeadLetterEndpoints>();
    }

    internal static void MapDeadLetters(this WebApplication app)
    {
        app.MapGet("/dead-letters", (string? limit, HttpContext context, DeadLetterEndpoints handler) => handler.ListAsync(limit, context))
            .Describe("ListDeadLetters", "Dead letters", "Lists what could not be delivered, the oldest first.").Problems(400, 503);
        app.MapPost("/dead-letters/replay", (HttpContext context, DeadLetterEndpoints handler) => handler.ReplayAllAsync(context))
            .Describe("ReplayDeadLetters", "Dead letters", "Puts all of them back among the messages to deliver.").Problems(503);
        app.MapPost("/dead-letters/{id}/replay", (string id, HttpContext context, DeadLetterEndpoints handler) => handler.ReplayAsync(id, context))
            .Describe("ReplayDeadLetter", "Dead letters", "Puts one back among the messages to deliver.").Problems(404, 409, 503);
        app.MapDelete("/dead-letters/{id}", (string id, HttpContext context, DeadLetterEndpoints handler) => handler.DeleteAsync(id, context))
            .Describe("DeleteDeadLetter", "Dead letters", "Removes one.").Problems(404, 503);
    }
}
