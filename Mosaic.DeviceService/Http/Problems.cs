using Microsoft.AspNetCore.Http.HttpResults;

namespace Mosaic.DeviceService.Http;

/// <summary>The service's errors, as RFC 9457 problem details.</summary>
internal static class Problems
{
    /// <summary>What every problem's <c>type</c> begins with; its code follows.</summary>
    internal const string TypePrefix = "urn:mosaic:problem:";

    /// <summary>A problem whose <c>type</c> ends in <paramref name="code"/>.</summary>
    internal static ProblemHttpResult Create(int status, string code, string detail) =>
        TypedResults.Problem(detail: detail, statusCode: status, type: TypePrefix + code);

    /// <summary>The same, saying how a request ended and whether repeating it can do harm.</summary>
    internal static ProblemHttpResult Create(int status, string code, string detail, string outcome, bool safeToRetry) =>
        TypedResults.Problem(detail: detail, statusCode: status, type: TypePrefix + code,
            extensions: new Dictionary<string, object?> { ["outcome"] = outcome, ["safetoretry"] = safeToRetry });
}
