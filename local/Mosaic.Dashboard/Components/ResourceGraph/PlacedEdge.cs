namespace Mosaic.Dashboard.Components.ResourceGraph;

/// <summary>A reference and the curve it is drawn as, in the syntax of an SVG path.</summary>
internal sealed record PlacedEdge(string From, string To, string Path);
