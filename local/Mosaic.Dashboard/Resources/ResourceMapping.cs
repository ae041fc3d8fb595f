using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Mosaic.LocalHosting.Protocol;

namespace Mosaic.Dashboard.Resources;

/// <summary>From the wire to what the pages read.</summary>
internal static class ResourceMapping
{
    public static ResourceView ToView(Resource resource) => new()
    {
        Name = resource.Name,
        DisplayName = resource.DisplayName,
        ReplicaOf = resource.HasReplicaOf ? resource.ReplicaOf : null,
        Type = resource.Type,
        State = resource.HasState ? resource.State : null,
        StateStyle = resource.HasStateStyle ? resource.StateStyle : null,
        Health = Health(resource.HasHealth ? resource.Health : null),
        Failure = resource.HasFailure ? resource.Failure : null,
        CreatedAt = Time(resource.CreatedAt),
        StartedAt = Time(resource.StartedAt),
        StoppedAt = Time(resource.StoppedAt),
        ExitCode = resource.HasExitCode ? resource.ExitCode : null,
        Endpoints = [.. resource.Endpoints.Select(e => new EndpointView(e.Name, e.Url))],
        Environment = [.. resource.Environment.Select(v => new EnvironmentVariableView(v.Name, v.HasValue ? v.Value : null, v.IsSecret))],
        Properties = [.. resource.Properties.Select(p => new PropertyView(p.Name, p.HasValue ? p.Value : null, p.IsSecret))],
        Relationships = [.. resource.Relationships.Select(r => new RelationshipView(r.Resource, r.Type))],
        HealthReports = [.. resource.HealthReports.Select(ToView)],
        Commands = [.. resource.Commands.Select(c => new CommandView(c.Name, c.Enabled))],
    };

    private static HealthReportView ToView(LocalHosting.Protocol.HealthReport report) => new(
        report.Name,
        Health(report.HasStatus ? report.Status : null),
        report.HasDescription ? report.Description : null,
        report.HasException ? report.Exception : null,
        Time(report.LastRunAt));

    private static HealthStatus? Health(string? text) => System.Enum.TryParse<HealthStatus>(text, out var status) ? status : null;

    private static DateTimeOffset? Time(Timestamp? timestamp) => timestamp?.ToDateTimeOffset();
}
