namespace Mosaic.Dashboard.Components.ResourceGraph;

/// <summary>A place in a layer: a node's, or that of a reference that crosses the layer.</summary>
/// <param name="Name">The node, or the one the reference comes from.</param>
/// <param name="To">Where the reference leads to; null for a node.</param>
/// <param name="Layer">Which layer a reference crosses.</param>
internal sealed record GraphSlot(string Name, string? To, int Layer)
{
    public bool IsCrossing => To is not null;
}
