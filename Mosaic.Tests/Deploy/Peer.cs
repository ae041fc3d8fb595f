namespace Mosaic.Tests.Deploy;

/// <summary>Who sends or receives: a pod by the labels of itself and its namespace, or, without a namespace, somebody outside.</summary>
internal sealed record Peer(string Namespace, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> NamespaceLabels)
{
    internal static Peer Outside { get; } = new("", new Dictionary<string, string>(), new Dictionary<string, string>());

    /// <summary>A pod of the namespace <c>mosaic</c>.</summary>
    internal static Peer Mosaic(string name) => new("mosaic", new Dictionary<string, string>
    {
        ["app.kubernetes.io/name"] = name,
        // RabbitMQ's pods have the operator's labels.
        ["app.kubernetes.io/part-of"] = name == "mosaic-messaging" ? "rabbitmq" : "mosaic",
    }, NamesOf("mosaic"));

    /// <summary>Any pod of another namespace.</summary>
    internal static Peer In(string name, string? label = null)
    {
        var labels = NamesOf(name);
        if (label is not null)
        {
            labels[label] = "true";
        }

        return new Peer(name, new Dictionary<string, string>(), labels);
    }

    private static Dictionary<string, string> NamesOf(string name) => new() { ["kubernetes.io/metadata.name"] = name };
}
