namespace Mosaic.Dashboard.Telemetry;

/// <summary>A program that sent telemetry. Two are equal when name and instance are.</summary>
/// <param name="Name"><c>service.name</c>; <c>unknown_service</c> when it gave none.</param>
/// <param name="InstanceId"><c>service.instance.id</c>; empty when it gave none.</param>
/// <param name="Attributes">All attributes of the resource, those two included.</param>
public sealed record TelemetryResource(string Name, string InstanceId, IReadOnlyList<TelemetryAttribute> Attributes)
{
    /// <summary>The name with the instance behind it, unique among all: <c>device-service-x1y2</c>.</summary>
    public string FullName { get; } = InstanceId.Length == 0 ? Name : $"{Name}-{InstanceId}";

    /// <summary>Whether a filter means this resource: by <see cref="Name"/>, all instances, or by <see cref="FullName"/>. Null means every one.</summary>
    public bool Matches(string? resource) => resource is null || resource == Name || resource == FullName;

    public bool Equals(TelemetryResource? other) => other is not null && Name == other.Name && InstanceId == other.InstanceId;

    public override int GetHashCode() => HashCode.Combine(Name, InstanceId);
}
