namespace Mosaic.Dashboard.Components.ResourceGraph;

/// <summary>A graph in layers, before their order from top to bottom is known.</summary>
/// <param name="Columns">The places of each layer.</param>
/// <param name="Chains">The references between them.</param>
internal sealed record GraphLayers(List<List<GraphSlot>> Columns, IReadOnlyList<GraphChain> Chains)
{
    public static GraphLayers Of(IReadOnlyList<GraphNode> nodes)
    {
        var names = nodes.Select(node => node.Name).ToHashSet();
        var edges = nodes.ToDictionary(
            node => node.Name,
            node => node.References.Where(name => name != node.Name && names.Contains(name)).Distinct().ToArray());
        var layer = Layers(nodes, edges);
        var slots = nodes.ToDictionary(node => node.Name, node => new GraphSlot(node.Name, null, layer[node.Name]));
        var chains = edges.SelectMany(edge => edge.Value.Select(to => Chain(slots[edge.Key], slots[to]))).ToList();
        var columns = slots.Values.Concat(chains.SelectMany(chain => chain.Slots.Where(slot => slot.IsCrossing)))
            .GroupBy(slot => slot.Layer).OrderBy(group => group.Key).Select(group => group.ToList()).ToList();
        return new GraphLayers(columns, chains);
    }

    private static GraphChain Chain(GraphSlot from, GraphSlot to)
    {
        var step = Math.Sign(to.Layer - from.Layer);
        var between = Enumerable.Range(1, Math.Abs(to.Layer - from.Layer) - 1).Select(i => new GraphSlot(from.Name, to.Name, from.Layer + (i * step)));
        return new GraphChain(from.Name, to.Name, [from, .. between, to], step < 0);
    }

    /// <summary>A node's layer is the longest way that leads to it. A reference that closes a circle does not count.</summary>
    private static Dictionary<string, int> Layers(IReadOnlyList<GraphNode> nodes, Dictionary<string, string[]> edges)
    {
        var layer = nodes.ToDictionary(node => node.Name, _ => 0);
        foreach (var name in Sorted(nodes, edges, out var closing))
        {
            foreach (var to in edges[name].Where(to => !closing.Contains((name, to)))) layer[to] = Math.Max(layer[to], layer[name] + 1);
        }

        return layer;
    }

    /// <summary>Every node before what it points to, apart from the references that close circles.</summary>
    private static List<string> Sorted(IReadOnlyList<GraphNode> nodes, Dictionary<string, string[]> edges, out HashSet<(string From, string To)> closing)
    {
        var circles = new HashSet<(string, string)>();
        var done = new List<string>();
        var isDone = new Dictionary<string, bool>();
        foreach (var node in nodes) Visit(node.Name);
        done.Reverse();
        closing = circles;
        return done;

        void Visit(string name)
        {
            if (!isDone.TryAdd(name, false)) return;
            foreach (var to in edges[name])
            {
                if (isDone.TryGetValue(to, out var finished) && !finished) circles.Add((name, to));
                else Visit(to);
            }

            isDone[name] = true;
            done.Add(name);
        }
    }
}
