using Microsoft.AspNetCore.Connections;
using Microsoft.OpenApi;
using Mosaic.ServiceDefaults.Settings;
using Scalar.AspNetCore;

namespace Mosaic.DeviceService.Api;

/// <summary>What all endpoints have in common: API keys, problems, limits, and the OpenAPI document.</summary>
internal static class ApiExtensions
{
    private const string Scheme = "ApiKey";

    public static void AddApi(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<HiveOptions>(HiveOptions.Section);
        builder.Services.AddSettings<LimitsOptions>(LimitsOptions.Section);
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context => Problems.SetType(context.ProblemDetails));
        builder.Services.AddSingleton<ApiKeys>();
        builder.Services.AddSingleton<DeviceMessageReader>();
        builder.Services.AddOpenApi(options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                Describe(document);
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
                return Task.CompletedTask;
            });
        });
    }

    public static void UseApi(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // A request that Kestrel refuses while its body is read (too large, cut short) is the caller's fault.
            StatusCodeSelector = error => error is BadHttpRequestException bad ? bad.StatusCode : 500,

            // Neither is it, nor a caller that leaves, worth an error in the log.
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException or ConnectionResetException,
        });
        app.UseStatusCodePages();
        app.UseMiddleware<ApiKeys>();
    }

    /// <summary>Maps the OpenAPI document at <c>/openapi/v1.json</c> and the page at <c>/scalar</c> to try the API.</summary>
    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi().AnswersHead();

        // Nothing from outside: machines without a way to the internet show it too.
        app.MapScalarApiReference(options => options.WithTitle("Mosaic Device Service").DisableDefaultFonts().DisableTelemetry().DisableAgent()).AnswersHead();
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Mosaic Device Service",
            Version = "v1",
            Description = "What the Hive Backend calls: events and requests to devices, presence, dead letters. Errors are RFC 9457 problems whose type ends in a code.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "Authorization: Bearer <API key>",
        };
    }
}
