namespace Mosaic.DeviceService.Http;

internal static class ProblemsRegistration
{
    /// <summary>Gives a code to the problems that ASP.NET Core itself answers with.</summary>
    internal static void AddProblems(this IHostApplicationBuilder builder) =>
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            if (problem.Type?.StartsWith(Problems.TypePrefix, StringComparison.Ordinal) == true) return;
            problem.Type = Problems.TypePrefix + CodeOf(problem.Status);
        });

    private static string CodeOf(int? status) => status switch
    {
        StatusCodes.Status400BadRequest => ProblemCodes.InvalidMessage,
        StatusCodes.Status404NotFound => ProblemCodes.NotFound,
        StatusCodes.Status405MethodNotAllowed => ProblemCodes.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => ProblemCodes.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => ProblemCodes.UnsupportedMediaType,
        _ => ProblemCodes.InternalError,
    };
}
