using Mosaic.Dashboard.Components.ResourceGraph;

namespace Mosaic.Tests.Dashboard.Components;

public class GraphLayoutTests
{
    [Fact]
    public void Nodes_OfAChain_StandInTheOrderOfTheReferences()
    {
        var layout = GraphLayout.Of([new("queue", []), new("service", ["queue"]), new("client", ["service"])]);

        Assert.Equal(["client", "service", "queue"], layout.Nodes.OrderBy(node => node.X).Select(node => node.Name));
    }

    [Fact]
    public void References_ThatCloseACircle_AreDrawnAndEndTheLayering()
    {
        var layout = GraphLayout.Of([new("backend", ["devices"]), new("devices", ["backend"])]);

        Assert.Equal(2, layout.Edges.Count);
        Assert.Equal([0, 1], layout.Nodes.Select(node => node.Layer).Order());
    }

    [Fact]
    public void References_ToNothingKnownOrToItself_AreLeftOut()
    {
        var layout = GraphLayout.Of([new("service", ["service", "hidden", "queue", "queue"]), new("queue", [])]);

        Assert.Equal([("service", "queue")], layout.Edges.Select(edge => (edge.From, edge.To)));
    }

    [Fact]
    public void Nodes_OfAnyGraph_DoNotOverlapAndStandWithinThePicture()
    {
        var random = new Random(7);
        var names = Enumerable.Range(0, 30).Select(i => $"n{i}").ToArray();
        var layout = GraphLayout.Of([.. names.Select(name => new GraphNode(name, [.. random.GetItems(names, random.Next(4))]))]);

        foreach (var node in layout.Nodes)
        {
            Assert.InRange(node.X, 0, layout.Width - GraphLayout.NodeWidth);
            Assert.InRange(node.Y, 0, layout.Height - GraphLayout.NodeHeight);
            Assert.DoesNotContain(layout.Nodes, other =>
                other != node && Math.Abs(other.X - node.X) < GraphLayout.NodeWidth && Math.Abs(other.Y - node.Y) < GraphLayout.NodeHeight);
        }
    }

    [Fact]
    public void Reference_OverALayer_PassesBesideItsNodes()
    {
        var layout = GraphLayout.Of([new("client", ["service", "queue"]), new("service", ["queue"]), new("queue", [])]);

        var path = layout.Edges.Single(edge => edge is { From: "client", To: "queue" }).Path;
        var service = layout.Nodes.Single(node => node.Name == "service");
        var crossing = double.Parse(path[(path.IndexOf('L', StringComparison.Ordinal) + 1)..].Split(' ')[1].Split('C')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.NotInRange(crossing, service.Y, service.Y + GraphLayout.NodeHeight);
    }

    [Fact]
    public void Layout_OfNothing_IsEmpty() => Assert.Equal((0, 0), (GraphLayout.Of([]).Width, GraphLayout.Of([]).Nodes.Count));
}
