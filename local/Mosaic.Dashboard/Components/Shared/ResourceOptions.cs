using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Dashboard.Components.Shared;

/// <summary>What a filter by resource offers: every program by name, and each of its instances where there are several.</summary>
internal static class ResourceOptions
{
    public static IEnumerable<(string Value, string Text)> Of(IReadOnlyList<TelemetryResource> resources, string? all, string? chosen)
    {
        if (all is not null) yield return ("", all);
        var known = new HashSet<string>();
        foreach (var group in resources.GroupBy(resource => resource.Name))
        {
            var instances = group.ToList();
            known.Add(group.Key);
            yield return (group.Key, group.Key);
            if (instances.Count < 2) continue;
            foreach (var instance in instances)
            {
                known.Add(instance.FullName);
                yield return (instance.FullName, $"{group.Key}, instance {instance.InstanceId}");
            }
        }

        // A link may name a resource that has sent nothing so far.
        if (!string.IsNullOrEmpty(chosen) && !known.Contains(chosen)) yield return (chosen, chosen);
    }
}
