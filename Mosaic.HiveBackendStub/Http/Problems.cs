using Microsoft.AspNetCore.Http.HttpResults;

namespace Mosaic.HiveBackendStub.Http;

/// <summary>The stub's own errors, as RFC 9457 problem details.</summary>
internal static class Problems
{
    /// <summary>A problem whose <c>type</c> ends in <paramref name="code"/>.</summary>
    internal static ProblemHttpResult Create(int status, string code, string detail) =>
        TypedResults.Problem(detail: detail, statusCode: status, type: $"urn:mosaic:problem:{code}");

    /// <summary>400, with the field that is wrong as a member of its own.</summary>
    internal static ProblemHttpResult InvalidField(string field, string detail) =>
        TypedResults.Problem(
            detail: $"{field}: {detail}",
            statusCode: StatusCodes.Status400BadRequest,
            type: "urn:mosaic:problem:invalid-request",
            extensions: new Dictionary<string, object?> { ["field"] = field });
}
