using Microsoft.Extensions.Diagnostics.HealthChecks;
using Mosaic.Dashboard.Components.ResourceList;
using Mosaic.Dashboard.Resources;

namespace Mosaic.Tests.Dashboard.Components;

public class ResourceGroupTests
{
    [Fact]
    public void Replicas_OfOneResource_AreOneGroupThatSaysTheWorst()
    {
        var groups = ResourceGroup.Of(
        [
            Replica("service-0", "Running", "success", HealthStatus.Healthy, canStart: false),
            Replica("service-1", "Exited", "error", null, canStart: true),
            Replica("service-2", "Running", "success", HealthStatus.Degraded, canStart: false),
        ]);

        var group = Assert.Single(groups);
        Assert.Equal("2 Running, 1 Exited", group.State);
        Assert.Equal("error", group.StateStyle);
        Assert.Equal(HealthStatus.Degraded, group.Health);
        Assert.True(Assert.Single(group.Commands).IsEnabled);
        Assert.Single(group.Endpoints);
    }

    [Fact]
    public void Resource_OfOneReplica_IsItself()
    {
        var group = Assert.Single(ResourceGroup.Of([new ResourceView { Name = "messaging", DisplayName = "messaging", Type = "Container", State = "Starting" }]));

        Assert.False(group.IsReplicated);
        Assert.Equal("Starting", group.State);
        Assert.Null(group.Health);
    }

    private static ResourceView Replica(string name, string state, string style, HealthStatus? health, bool canStart) => new()
    {
        Name = name,
        DisplayName = "service",
        ReplicaOf = "service",
        Type = "Project",
        State = state,
        StateStyle = style,
        Health = health,
        Endpoints = [new EndpointView("http", "http://localhost:5000")],
        Commands = [new CommandView("start", canStart)],
    };
}
