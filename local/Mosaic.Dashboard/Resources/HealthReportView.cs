using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mosaic.Dashboard.Resources;

/// <summary>What a health check said last.</summary>
/// <param name="Name">The check.</param>
/// <param name="Status">Null before it ran.</param>
/// <param name="Description">In its words.</param>
/// <param name="Exception">What it threw.</param>
/// <param name="LastRunAt">When it ran last.</param>
public sealed record HealthReportView(string Name, HealthStatus? Status, string? Description, string? Exception, DateTimeOffset? LastRunAt);
