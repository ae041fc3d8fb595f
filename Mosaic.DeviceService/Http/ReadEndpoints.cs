namespace Mosaic.DeviceService.Http;

/// <summary>Endpoints that answer GET, and HEAD as RFC 9110, section 9.3.2, has it: the same without the body.</summary>
internal static class ReadEndpoints
{
    private static readonly string[] Head = [HttpMethods.Head];

    internal static RouteHandlerBuilder MapRead(this WebApplication app, string pattern, Delegate handler)
    {
        app.MapMethods(pattern, Head, handler).ExcludeFromDescription();
        return app.MapGet(pattern, handler);
    }

    /// <summary>The same for an endpoint that another library maps.</summary>
    internal static void AnswersHead(this IEndpointConventionBuilder endpoint) => endpoint.Finally(builder =>
    {
        if (builder.Metadata.OfType<HttpMethodMetadata>().FirstOrDefault() is not { } methods) return;
        builder.Metadata.Remove(methods);
        builder.Metadata.Add(new HttpMethodMetadata([.. methods.HttpMethods, HttpMethods.Head]));
    });
}
