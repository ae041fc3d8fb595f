using System.Globalization;
using System.Text;

namespace Mosaic.Dashboard.Components.ResourceGraph;

/// <summary>
/// Places a graph in layers from left to right, every node to the left of what it points to. A reference over several layers has a
/// place of its own in each that it crosses, so that no line runs behind a node; each layer is ordered by where its neighbours are,
/// so that few lines cross. Made for the tens of resources an AppHost has.
/// </summary>
internal sealed class GraphLayout
{
    public const double NodeWidth = 180;
    public const double NodeHeight = 58;
    private const double ColumnGap = 70;
    private const double RowGap = 26;
    private const int Sweeps = 6;

    private readonly GraphLayers _layers;
    private readonly Dictionary<GraphSlot, (int Column, double Y)> _places = [];

    private GraphLayout(GraphLayers layers)
    {
        _layers = layers;
        Order();
        Place();
        Nodes = [.. _places.Where(place => !place.Key.IsCrossing).Select(place => new PlacedNode(place.Key.Name, place.Value.Column, Left(place.Value.Column), place.Value.Y))];
        Edges = [.. layers.Chains.Select(chain => new PlacedEdge(chain.From, chain.To, Path(chain)))];
        Width = Nodes.Count == 0 ? 0 : Left(layers.Columns.Count - 1) + NodeWidth;
        Height = Nodes.Count == 0 ? 0 : _places.Max(place => place.Value.Y) + NodeHeight;
    }

    public IReadOnlyList<PlacedNode> Nodes { get; }

    public IReadOnlyList<PlacedEdge> Edges { get; }

    public double Width { get; }

    public double Height { get; }

    public static GraphLayout Of(IReadOnlyList<GraphNode> nodes) => new(GraphLayers.Of(nodes));

    private static double Left(int column) => column * (NodeWidth + ColumnGap);

    private void Order()
    {
        var neighbours = _layers.Chains
            .SelectMany(chain => chain.Slots.Zip(chain.Slots.Skip(1)))
            .SelectMany(pair => new[] { (From: pair.First, To: pair.Second), (From: pair.Second, To: pair.First) })
            .ToLookup(pair => pair.From, pair => pair.To);
        var columns = _layers.Columns;
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var forward = sweep % 2 == 0;
            for (var i = 1; i < columns.Count; i++)
            {
                var at = forward ? i : columns.Count - 1 - i;
                var beside = columns[forward ? at - 1 : at + 1];
                // The sort is stable: what has no neighbour there keeps its place among equals.
                columns[at] = [.. columns[at].Select((slot, row) => (slot, row)).OrderBy(item => Middle(item.slot, item.row, beside)).Select(item => item.slot)];
            }
        }

        double Middle(GraphSlot slot, int row, List<GraphSlot> beside)
        {
            var rows = neighbours[slot].Select(other => beside.IndexOf(other)).Where(index => index >= 0).ToList();
            return rows.Count == 0 ? row : rows.Average();
        }
    }

    private void Place()
    {
        var tallest = _layers.Columns.Select(column => column.Count).DefaultIfEmpty().Max();
        for (var column = 0; column < _layers.Columns.Count; column++)
        {
            var slots = _layers.Columns[column];
            // Each column is centred on the tallest.
            for (var row = 0; row < slots.Count; row++) _places[slots[row]] = (column, (row + ((tallest - slots.Count) / 2.0)) * (NodeHeight + RowGap));
        }
    }

    private string Path(GraphChain chain)
    {
        var path = new StringBuilder();
        var (x, y) = Side(chain.Slots[0], leaving: true, chain.IsBackward);
        path.Append(CultureInfo.InvariantCulture, $"M{x} {y}");
        foreach (var slot in chain.Slots.Skip(1))
        {
            var (x2, y2) = Side(slot, leaving: false, chain.IsBackward);
            var middle = (x + x2) / 2;
            path.Append(CultureInfo.InvariantCulture, $"C{middle} {y} {middle} {y2} {x2} {y2}");
            (x, y) = Side(slot, leaving: true, chain.IsBackward);
            // Straight through the place it has in this layer.
            if (slot.IsCrossing) path.Append(CultureInfo.InvariantCulture, $"L{x} {y}");
        }

        return path.ToString();
    }

    private (double X, double Y) Side(GraphSlot slot, bool leaving, bool backward)
    {
        var (column, y) = _places[slot];
        return (Left(column) + (leaving == backward ? 0 : NodeWidth), y + (NodeHeight / 2));
    }
}
