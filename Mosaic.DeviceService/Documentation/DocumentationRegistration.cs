using Microsoft.OpenApi;
using Mosaic.DeviceService.Http;
using Scalar.AspNetCore;

namespace Mosaic.DeviceService.Documentation;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and the page at <c>/scalar</c> to try the API.</summary>
internal static class DocumentationRegistration
{
    private const string Scheme = "ApiKey";

    internal static void AddApiDocument(this IHostApplicationBuilder builder) => builder.Services.AddOpenApi(options =>
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

    internal static void MapApiDocument(this WebApplication app)
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
