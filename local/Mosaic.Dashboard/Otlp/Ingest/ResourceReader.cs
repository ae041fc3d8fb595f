using Mosaic.Dashboard.Telemetry;
using OpenTelemetry.Proto.Resource.V1;

namespace Mosaic.Dashboard.Otlp.Ingest;

/// <summary>Finds out whose telemetry it is.</summary>
internal sealed class ResourceReader(TelemetryStore store, AttributeReader attributes)
{
    internal TelemetryResource Read(Resource? resource)
    {
        var read = resource is null ? [] : attributes.Read(resource.Attributes);
        var name = read.Find("service.name");
        return store.Resources.Register(new TelemetryResource(
            string.IsNullOrEmpty(name) ? "unknown_service" : name,
            read.Find("service.instance.id") ?? string.Empty,
            read));
    }
}
