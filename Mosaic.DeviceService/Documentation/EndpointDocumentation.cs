namespace Mosaic.DeviceService.Documentation;

/// <summary>Describes the endpoints for the OpenAPI document.</summary>
internal static class EndpointDocumentation
{
    private const string Json = "application/json";

    /// <summary>Names an endpoint, with the problems that every one has.</summary>
    internal static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string tag, string summary) =>
        endpoint.WithName(name).WithTags(tag).WithSummary(summary).ProducesProblem(StatusCodes.Status401Unauthorized);

    /// <summary>Says that the endpoint takes a message as its body.</summary>
    internal static RouteHandlerBuilder AcceptsMessage<TBody>(this RouteHandlerBuilder endpoint)
        where TBody : notnull =>
        endpoint.Accepts<TBody>(Json, "application/cloudevents+json").Problems(400, 413, 415);

    /// <summary>Adds problems that the endpoint answers with.</summary>
    internal static RouteHandlerBuilder Problems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) endpoint.ProducesProblem(status);
        return endpoint;
    }
}
