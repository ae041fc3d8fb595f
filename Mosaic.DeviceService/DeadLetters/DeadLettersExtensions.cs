using Mosaic.DeviceService.Api;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.DeadLetters;

internal static class DeadLettersExtensions
{
    public static void AddDeadLetters(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<DeadLettersOptions>(DeadLettersOptions.Section);
        builder.Services.AddSingleton<IDeadLetterWriter, DeadLetterWriter>();
        builder.Services.AddSingleton<DeadLetterQueue>();
        builder.Services.AddSingleton<DeadLetterEndpoints>();
    }

    public static void MapDeadLetters(this WebApplication app)
    {
        app.MapRead("/dead-letters", (string? limit, string? after, HttpContext context, DeadLetterEndpoints handler) => handler.ListAsync(limit, after, context))
            .Describe("ListDeadLetters", "Dead letters", "Lists what could not be delivered, the oldest first, page by page.")
            .Produces<DeadLetterList>().Problems(400, 404, 503);
        app.MapRead("/dead-letters/{key}", (string key, HttpContext context, DeadLetterEndpoints handler) => handler.GetAsync(key, context))
            .Describe("GetDeadLetter", "Dead letters", "Shows one with its event.").Produces<DeadLetterView>().Problems(404, 503);
        app.MapPost("/dead-letters/replay",
                (string? device, string? reason, HttpContext context, DeadLetterEndpoints handler) => handler.ReplayAllAsync(device, reason, context))
            .Describe("ReplayDeadLetters", "Dead letters", "Puts all of them, or those of a device or with a reason, back among the messages to deliver.").Problems(400, 503);
        app.MapPost("/dead-letters/{key}/replay", (string key, HttpContext context, DeadLetterEndpoints handler) => handler.ReplayAsync(key, context))
            .Describe("ReplayDeadLetter", "Dead letters", "Puts one back among the messages to deliver.").Problems(404, 409, 503);
        app.MapDelete("/dead-letters/{key}", (string key, HttpContext context, DeadLetterEndpoints handler) => handler.DeleteAsync(key, context))
            .Describe("DeleteDeadLetter", "Dead letters", "Removes one.").Problems(404, 503);
    }
}
