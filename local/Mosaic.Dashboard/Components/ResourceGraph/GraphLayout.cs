using System.Globalization;

namespace Mosaic.Dashboard.Components.ResourceGraph;

/// <summary>
/// Places a graph in layers from left to right, every node to the left of what it points to, and orders each layer by where its
/// neighbours are, so that few lines cross. Made for the tens of resources an AppHost has.
/// </summary>
internal sealed class GraphLayout
{
    public const double NodeWidth = 190;
    public const double NodeHeight = 58;
    private const double ColumnGap = 110;
    private const double RowGap = 26;
    private const int Sweeps = 4;

    private GraphLayout(IReadOnlyList<PlacedNode> nodes, IReadOnlyList<PlacedEdge> edges)
    {
        Nodes = nodes;
        Edges = edges;
        Width = nodes.Count == 0 ? 0 : nodes.Max(node => node.X) + NodeWidth;
        Height = nodes.Count == 0 ? 0 : nodes.Max(node => node.Y) + NodeHeight;
    }

    public IReadOnlyList<PlacedNode> Nodes { get; }

    public IReadOnlyList<PlacedEdge> Edges { get; }

    public double Width { get; }

    public double Height { get; }

    public static GraphLayout Of(IReadOnlyList<GraphNode> nodes)
    {
        var names = nodes.Select(node => node.Name).ToHashSet();
        var edges = nodes.ToDictionary(
            node => node.Name,
            node => node.References.Where(name => name != node.Name && names.Contains(name)).Distinct().ToArray());
        var layers = Order(Layers(nodes, edges), edges);
        var tallest = layers.Max(layer => (int?)layer.Count) ?? 0;
        var placed = layers
            .SelectMany((layer, column) => layer.Select((name, row) => new PlacedNode(
                name,
                column,
                column * (NodeWidth + ColumnGap),
                // Each column is centred on the tallest.
                (row + ((tallest - layer.Count) / 2.0)) * (NodeHeight + RowGap))))
            .ToDictionary(node => node.Name);
        return new GraphLayout(
            [.. placed.Values],
            [.. edges.SelectMany(edge => edge.Value.Select(to => new PlacedEdge(edge.Key, to, Curve(placed[edge.Key], placed[to]))))]);
    }

    /// <summary>A node's layer is the longest way that leads to it. A reference that closes a circle does not count.</summary>
    private static List<List<string>> Layers(IReadOnlyList<GraphNode> nodes, Dictionary<string, string[]> edges)
    {
        var layer = nodes.ToDictionary(node => node.Name, _ => 0);
        foreach (var name in Sorted(nodes, edges, out var backward))
        {
            foreach (var to in edges[name])
            {
                if (!backward.Contains((name, to))) layer[to] = Math.Max(layer[to], layer[name] + 1);
            }
        }

        return [.. nodes.GroupBy(node => layer[node.Name]).OrderBy(group => group.Key).Select(group => group.Select(node => node.Name).ToList())];
    }

    /// <summary>Every node before what it points to, apart from the references that close circles.</summary>
    private static List<string> Sorted(IReadOnlyList<GraphNode> nodes, Dictionary<string, string[]> edges, out HashSet<(string From, string To)> backward)
    {
        var closing = new HashSet<(string, string)>();
        var done = new List<string>();
        var state = new Dictionary<string, bool>();
        foreach (var node in nodes) Visit(node.Name);
        done.Reverse();
        backward = closing;
        return done;

        void Visit(string name)
        {
            if (!state.TryAdd(name, false)) return;
            foreach (var to in edges[name])
            {
                if (state.TryGetValue(to, out var finished) && !finished) closing.Add((name, to));
                else Visit(to);
            }

            state[name] = true;
            done.Add(name);
        }
    }

    private static List<List<string>> Order(List<List<string>> layers, Dictionary<string, string[]> edges)
    {
        var neighbours = edges.SelectMany(edge => edge.Value.SelectMany(to => new[] { (edge.Key, to), (to, edge.Key) })).ToLookup(pair => pair.Item1, pair => pair.Item2);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var forward = sweep % 2 == 0;
            for (var i = 1; i < layers.Count; i++)
            {
                var at = forward ? i : layers.Count - 1 - i;
                var beside = layers[forward ? at - 1 : at + 1];
                // The sort is stable: what has no neighbour there keeps its place among equals.
                layers[at] = [.. layers[at].Select((name, row) => (name, row)).OrderBy(item => Middle(item.name, item.row, beside)).Select(item => item.name)];
            }
        }

        return layers;

        double Middle(string name, int row, List<string> beside)
        {
            var rows = neighbours[name].Select(other => beside.IndexOf(other)).Where(index => index >= 0).ToList();
            return rows.Count == 0 ? row : rows.Average();
        }
    }

    private static string Curve(PlacedNode from, PlacedNode to)
    {
        var backward = to.Layer <= from.Layer;
        var (x1, y1) = (from.X + (backward ? 0 : NodeWidth), from.Y + (NodeHeight / 2));
        var (x2, y2) = (to.X + (backward ? NodeWidth : 0), to.Y + (NodeHeight / 2));
        var bend = (x2 - x1) / 2;
        return string.Create(CultureInfo.InvariantCulture, $"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}");
    }
}
