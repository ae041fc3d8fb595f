using Microsoft.Extensions.Diagnostics.HealthChecks;
using Mosaic.Dashboard.Resources;

namespace Mosaic.Dashboard.Components.ResourceList;

/// <summary>A resource of the AppHost with all its replicas.</summary>
/// <param name="Name">Its name in the AppHost.</param>
/// <param name="Replicas">One, unless it is replicated.</param>
public sealed record ResourceGroup(string Name, IReadOnlyList<ResourceView> Replicas)
{
    public bool IsReplicated => Replicas.Count > 1 || Replicas[0].ReplicaOf is not null;

    public ResourceView First => Replicas[0];

    /// <summary>The state all replicas are in, or how many are in each.</summary>
    public string State
    {
        get
        {
            var states = Replicas.GroupBy(replica => replica.State ?? "Unknown").Select(group => (group.Key, Count: group.Count())).ToList();
            return states.Count == 1 ? states[0].Key : string.Join(", ", states.Select(state => $"{state.Count} {state.Key}"));
        }
    }

    /// <summary>The most alarming of the replicas' styles.</summary>
    public string? StateStyle => Replicas.Select(replica => replica.StateStyle).MaxBy(Alarm);

    /// <summary>The worst of the replicas'; null while none is known.</summary>
    public HealthStatus? Health => Replicas.Select(replica => replica.Health).Where(health => health is not null).Min();

    public DateTimeOffset? StartedAt => Replicas.Select(replica => replica.StartedAt).Max();

    public IEnumerable<EndpointView> Endpoints => Replicas.SelectMany(replica => replica.Endpoints).Distinct();

    /// <summary>Which commands some replica is ready for.</summary>
    public IReadOnlyList<CommandView> Commands =>
        [.. Replicas.SelectMany(replica => replica.Commands).GroupBy(command => command.Name)
            .Select(group => new CommandView(group.Key, group.Any(command => command.IsEnabled)))];

    /// <returns>The resources in the order of the AppHost.</returns>
    public static IReadOnlyList<ResourceGroup> Of(IEnumerable<ResourceView> resources) =>
        [.. resources.GroupBy(resource => resource.DisplayName).Select(group => new ResourceGroup(group.Key, [.. group]))];

    private static int Alarm(string? style) => style switch { "error" => 3, "warn" => 2, "info" => 1, _ => 0 };
}
