using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a health check said last.</summary>
/// <param name="Name">The check.</param>
/// <param name="Status">Null before it ran.</param>
/// <param name="Description">In its words.</param>
/// <param name="ExceptionText">What it threw.</param>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText)
{
    /// <summary>When it ran last, UTC.</summary>
    public DateTime? LastRunAt { get; init; }
}
