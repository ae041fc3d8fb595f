using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mosaic.Dashboard.Resources;

/// <summary>What is known of a resource, or of one of its replicas, at one moment.</summary>
public sealed record ResourceView
{
    /// <summary>Unique; of several replicas each has its own, as in <c>device-service-0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name in the AppHost, and the <c>service.name</c> of its telemetry.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The <see cref="DisplayName"/> where it is one of several replicas; else null.</summary>
    public string? ReplicaOf { get; init; }

    /// <summary>As in <c>Project</c>, <c>Container</c>, <c>Executable</c>, <c>Parameter</c>.</summary>
    public required string Type { get; init; }

    /// <summary>As in <c>Running</c>; null before anything is known.</summary>
    public string? State { get; init; }

    /// <summary><c>success</c>, <c>info</c>, <c>warn</c> or <c>error</c>.</summary>
    public string? StateStyle { get; init; }

    /// <summary>The worst of <see cref="HealthReports"/>; null unless it runs.</summary>
    public HealthStatus? Health { get; init; }

    /// <summary>Why it did not start; null if it did.</summary>
    public string? Failure { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When its process started last.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its process ended; null while it runs.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>How its process ended; null while it runs.</summary>
    public int? ExitCode { get; init; }

    public IReadOnlyList<EndpointView> Endpoints { get; init; } = [];

    /// <summary>What the AppHost gives it; sorted by name.</summary>
    public IReadOnlyList<EnvironmentVariableView> Environment { get; init; } = [];

    /// <summary>Facts by name, as in <c>executable.pid</c>; a parameter's is <c>Value</c>.</summary>
    public IReadOnlyList<PropertyView> Properties { get; init; } = [];

    public IReadOnlyList<RelationshipView> Relationships { get; init; } = [];

    /// <summary>The display names of what it refers to or waits for, each once.</summary>
    public IEnumerable<string> References => Relationships.Select(r => r.ResourceName).Distinct();

    public IReadOnlyList<HealthReportView> HealthReports { get; init; } = [];

    /// <summary>Empty where there is nothing to command.</summary>
    public IReadOnlyList<CommandView> Commands { get; init; } = [];
}
