using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mosaic.HiveBackendStub.Http;

/// <summary>A small JSON body, read so that a mistake in it is answered with the field that is wrong.</summary>
internal static class JsonBody
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>The body, or defaults when there is none; otherwise the problem to answer with.</summary>
    internal static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(HttpContext context)
        where T : class, new()
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true)
        {
            return (new T(), null);
        }

        if (!context.Request.HasJsonContentType())
        {
            return (null, Problems.Create(415, "unsupported-media-type", "The body must be application/json."));
        }

        try
        {
            var value = await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Strict, context.RequestAborted);
            return value is null ? (null, Problems.InvalidField("body", "must be a JSON object, not null.")) : (value, null);
        }
        catch (JsonException mistake)
        {
            return (null, Problems.InvalidField(FieldOf(mistake), "is unknown, repeated, or not JSON of the expected type."));
        }
    }

    private static string FieldOf(JsonException mistake) =>
        mistake.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "body";
}
