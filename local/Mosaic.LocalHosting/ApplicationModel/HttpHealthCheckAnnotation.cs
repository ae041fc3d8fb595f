namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A GET that tells a process's health. Kept apart from <see cref="HealthCheckAnnotation"/> because it is asked of each
/// replica, not of the endpoint they share: one dead replica must not hide behind the others.
/// </summary>
internal sealed record HttpHealthCheckAnnotation(Func<EndpointReference?> Endpoint, string Path, int StatusCode) : IResourceAnnotation;
