using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.HiveBackendStub.Http;

namespace Mosaic.HiveBackendStub.Faults;

internal static class FaultsExtensions
{
    internal static void AddFaults(this IServiceCollection services) => services.AddSingleton<FaultInjector>();

    internal static void MapFaults(this WebApplication app)
    {
        app.MapGet("/faults", (FaultInjector faults) => TypedResults.Ok(faults.Plan));
        app.MapPut("/faults", (HttpContext context, FaultInjector faults) => SetAsync(context, faults));
        app.MapDelete("/faults", (FaultInjector faults) =>
        {
            faults.Plan = FaultInjector.None;
            return TypedResults.NoContent();
        });
    }

    private static async Task<Results<Ok<FaultPlan>, ProblemHttpResult>> SetAsync(HttpContext context, FaultInjector faults)
    {
        var (plan, problem) = await JsonBody.ReadAsync<FaultPlan>(context);
        if ((problem ?? plan!.Check()) is { } refused)
        {
            return refused;
        }

        faults.Plan = plan!;
        return TypedResults.Ok(plan);
    }
}
