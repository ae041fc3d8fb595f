using System.Collections;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Google.Protobuf.WellKnownTypes;
using Mosaic.LocalHosting.Engine;
using Mosaic.LocalHosting.Protocol;
using Resource = Mosaic.LocalHosting.Protocol.Resource;

namespace Mosaic.LocalHosting.Dashboard;

/// <summary>From what the engine knows of a resource to what the wire says.</summary>
internal sealed class ResourceMessages(Secrets secrets)
{
    public Resource Of(ResourceEvent change)
    {
        var snapshot = change.Snapshot;
        var message = new Resource
        {
            Name = change.ResourceId,
            DisplayName = change.Resource.Name,
            Type = snapshot.ResourceType,
            CreatedAt = Time(snapshot.CreationTimeStamp),
            StartedAt = Time(snapshot.StartTimeStamp),
            StoppedAt = Time(snapshot.StopTimeStamp),
        };
        if (change.Resource.Replicas() > 1)
            message.ReplicaOf = change.Resource.Name;
        if (snapshot.State?.Text is { } state)
            message.State = state;
        if (snapshot.State?.Style is { } style)
            message.StateStyle = style;
        if (snapshot.HealthStatus is { } health)
            message.Health = health.ToString();
        if (snapshot.FailureReason is { } failure)
            message.Failure = failure;
        if (snapshot.ExitCode is { } exitCode)
            message.ExitCode = exitCode;
        message.Endpoints.Add(snapshot.Urls.Where(u => !u.IsInternal).Select(u => new Endpoint { Name = u.Name ?? "", Url = u.Url }));
        // A variable without a value is one that is kept from the resource.
        message.Environment.Add(snapshot.EnvironmentVariables.Where(v => v.Value is not null).OrderBy(v => v.Name, StringComparer.Ordinal).Select(Variable));
        message.Properties.Add(snapshot.Properties.Select(Fact));
        message.Relationships.Add(snapshot.Relationships.Select(r => new Relationship { Resource = r.ResourceName, Type = r.Type }));
        message.HealthReports.Add(snapshot.HealthReports.Select(Report));
        message.Commands.Add(snapshot.Commands.Select(c => new Command { Name = c.Name, Enabled = c.State == ResourceCommandState.Enabled }));
        return message;
    }

    private EnvironmentVariable Variable(EnvironmentVariableSnapshot variable) =>
        new() { Name = variable.Name, Value = variable.Value, IsSecret = secrets.Has(variable.Name, variable.Value) };

    private Property Fact(ResourcePropertySnapshot property)
    {
        var value = property.Value switch
        {
            string text => text,
            IEnumerable items => string.Join(' ', items.Cast<object>()),
            _ => Convert.ToString(property.Value, CultureInfo.InvariantCulture),
        };
        var message = new Property { Name = property.Name, IsSecret = secrets.Has(property.Name, value) || property.IsSensitive };
        if (value is not null)
            message.Value = value;
        return message;
    }

    private static HealthReport Report(HealthReportSnapshot report)
    {
        var message = new HealthReport { Name = report.Name, LastRunAt = Time(report.LastRunAt) };
        if (report.Status is { } status)
            message.Status = status.ToString();
        if (report.Description is { } description)
            message.Description = description;
        if (report.ExceptionText is { } exception)
            message.Exception = exception;
        return message;
    }

    private static Timestamp? Time(DateTime? time) => time is { } utc ? Timestamp.FromDateTime(utc) : null;
}
