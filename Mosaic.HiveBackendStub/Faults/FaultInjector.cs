using System.Globalization;
using Mosaic.HiveBackendStub.Http;
using Mosaic.HiveConsole.Fleet;

namespace Mosaic.HiveBackendStub.Faults;

/// <summary>Makes deliveries fail as the current plan says.</summary>
internal sealed class FaultInjector(TimeProvider time, DeviceFleet fleet, IHostApplicationLifetime lifetime)
{
    internal static readonly FaultPlan None = new();

    private volatile FaultPlan _plan = None;
    private long _failed;

    internal FaultPlan Plan
    {
        get => _plan;
        set => _plan = value;
    }

    /// <summary>Whether any plan is set now.</summary>
    internal bool AreSet => !ReferenceEquals(_plan, None);

    /// <summary>How many deliveries have failed.</summary>
    internal long Failed => Interlocked.Read(ref _failed);

    /// <param name="context">The delivery.</param>
    /// <param name="devices">Whose events it holds.</param>
    /// <returns>False when the delivery has failed, its answer given or withheld; true when it goes on to be stored.</returns>
    internal async ValueTask<bool> PassAsync(HttpContext context, IEnumerable<Guid> devices)
    {
        var plan = _plan;
        if (ReferenceEquals(plan, None) || !Hits(plan, devices))
        {
            return true;
        }

        if (plan.Fails)
        {
            Interlocked.Increment(ref _failed);
            foreach (var device in devices)
            {
                fleet.Refused(device);
            }
        }

        // Neither a delay nor a hang may hold up the end of the program.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            if (plan.DelayMs > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(plan.DelayMs), time, ended.Token);
            }

            if (plan.Hang)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, time, ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            context.Abort();
            return false;
        }

        if (plan.Down)
        {
            context.Abort();
        }
        else if (plan.Status is { } status)
        {
            await AnswerAsync(context, plan, status);
        }

        return !plan.Fails;
    }

    private static bool Hits(FaultPlan plan, IEnumerable<Guid> devices) =>
        (plan.DeviceId is not { } device || devices.Contains(device))
        && (plan.Share >= 1 || Random.Shared.NextDouble() < plan.Share);

    private static Task AnswerAsync(HttpContext context, FaultPlan plan, int status)
    {
        if (plan.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        context.Response.StatusCode = status;
        return plan.Fails
            ? Problems.Create(status, "fault", "A fault set at /faults.").ExecuteAsync(context)
            : Task.CompletedTask;
    }
}
