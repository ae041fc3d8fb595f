using System.Globalization;
using Mosaic.HiveBackendStub.Console.Fleet;
using Mosaic.HiveBackendStub.Deliveries;
using Mosaic.HiveBackendStub.Http;

namespace Mosaic.HiveBackendStub.Faults;

/// <summary>Makes deliveries fail as the current plan says.</summary>
internal sealed class FaultInjector(TimeProvider time, DeliveryCounters counters, DeviceFleet fleet, IHostApplicationLifetime lifetime)
{
    internal static readonly FaultPlan None = new();

    private volatile FaultPlan _plan = None;

    internal FaultPlan Plan
    {
        get => _plan;
        set => _plan = value;
    }

    /// <summary>False when the delivery has failed, its answer given or withheld; true when it goes on to be stored.</summary>
    internal async ValueTask<bool> PassAsync(HttpContext context, DeliveredEvent[] events)
    {
        var plan = _plan;
        if (ReferenceEquals(plan, None) || !Hits(plan, events)) return true;
        if (plan.Fails)
        {
            counters.CountFailedByFault();
            fleet.Refused(events);
        }

        // Neither a delay nor a hang may hold up the end of the program.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            if (plan.DelayMs > 0) await Task.Delay(TimeSpan.FromMilliseconds(plan.DelayMs), time, ended.Token);
            if (plan.Hang) await Task.Delay(Timeout.InfiniteTimeSpan, time, ended.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
            return false;
        }

        if (plan.Down) context.Abort();
        else if (plan.Status is { } status) await AnswerAsync(context, plan, status);
        return !plan.Fails;
    }

    private static bool Hits(FaultPlan plan, DeliveredEvent[] events) =>
        (plan.DeviceId is not { } device || Array.Exists(events, delivered => delivered.Device == device))
        && (plan.Share >= 1 || Random.Shared.NextDouble() < plan.Share);

    private static Task AnswerAsync(HttpContext context, FaultPlan plan, int status)
    {
        if (plan.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        context.Response.StatusCode = status;
        return plan.Fails
            ? Problems.Create(status, "fault", "A fault set at /faults.").ExecuteAsync(context)
            : Task.CompletedTask;
    }
}
