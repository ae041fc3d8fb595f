namespace Mosaic.Dashboard.Components.ResourceGraph;

/// <summary>A node and the left upper corner of its box, in the picture's units.</summary>
internal sealed record PlacedNode(string Name, int Layer, double X, double Y);
