namespace Mosaic.DeviceService.Api;

/// <summary>How endpoints are mapped, and described for the OpenAPI document.</summary>
internal static class EndpointExtensions
{
    private const string Json = "application/json";
    private static readonly string[] Head = [HttpMethods.Head];

    /// <summary>Maps an endpoint that answers GET, and HEAD as RFC 9110, section 9.3.2, has it: the same without the body.</summary>
    public static RouteHandlerBuilder MapRead(this WebApplication app, string pattern, Delegate handler)
    {
        app.MapMethods(pattern, Head, handler).ExcludeFromDescription();
        return app.MapGet(pattern, handler);
    }

    /// <summary>The same for an endpoint that another library maps.</summary>
    public static void AnswersHead(this IEndpointConventionBuilder endpoint) => endpoint.Finally(builder =>
    {
        if (builder.Metadata.OfType<HttpMethodMetadata>().FirstOrDefault() is not { } methods)
        {
            return;
        }

        builder.Metadata.Remove(methods);
        builder.Metadata.Add(new HttpMethodMetadata([.. methods.HttpMethods, HttpMethods.Head]));
    });

    /// <summary>Names an endpoint, with the problems that every one has.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string tag, string summary) =>
        endpoint.WithName(name).WithTags(tag).WithSummary(summary).ProducesProblem(StatusCodes.Status401Unauthorized);

    /// <summary>Says that the endpoint takes a message as its body.</summary>
    public static RouteHandlerBuilder AcceptsMessage<TBody>(this RouteHandlerBuilder endpoint)
        where TBody : notnull =>
        endpoint.Accepts<TBody>(Json, "application/cloudevents+json").Problems(400, 413, 415);

    /// <summary>Adds problems that the endpoint answers with.</summary>
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint;
    }
}
