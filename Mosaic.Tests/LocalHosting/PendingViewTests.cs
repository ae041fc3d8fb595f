using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Mosaic.LocalHosting.Output;

namespace Mosaic.Tests.LocalHosting;

public sealed class PendingViewTests
{
    private static readonly ProjectResource Service = new("service");

    [Fact]
    public void Render_WhatIsNotHealthy_SaysWhyAndWhatItWroteLast()
    {
        var text = PendingView.Render([Running(HealthStatus.Unhealthy, "GET http://localhost:1/health answered 503.")], _ => "no broker");

        Assert.Contains("service                GET http://localhost:1/health answered 503.", text, StringComparison.Ordinal);
        Assert.Contains("its last line: no broker", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_WhatWaits_SaysForWhat()
    {
        var simulator = new ProjectResource("simulator");
        simulator.Annotations.Add(new WaitAnnotation(Service, WaitType.WaitUntilHealthy));

        var text = PendingView.Render([new ResourceEvent(simulator, "simulator", Snapshot(KnownResourceStates.Waiting))], _ => "not shown");

        Assert.Contains("simulator              waits for service", text, StringComparison.Ordinal);
        Assert.DoesNotContain("not shown", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_AllHealthyOrEnded_IsNothing() =>
        Assert.Null(PendingView.Render([Running(HealthStatus.Healthy, null), new ResourceEvent(Service, "done", Snapshot(KnownResourceStates.Finished))], _ => null));

    private static ResourceEvent Running(HealthStatus status, string? description) =>
        new(Service, "service", Snapshot(KnownResourceStates.Running) with { HealthReports = [new HealthReportSnapshot("GET /health", status, description, null)] });

    private static CustomResourceSnapshot Snapshot(string state) =>
        new() { ResourceType = "Project", Properties = [], State = new(state, null) };
}
