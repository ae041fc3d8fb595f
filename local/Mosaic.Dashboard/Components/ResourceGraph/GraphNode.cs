namespace Mosaic.Dashboard.Components.ResourceGraph;

/// <summary>A node before it has a place.</summary>
/// <param name="Name">Unique.</param>
/// <param name="References">The names of the nodes it points to; names that are no node's are left out.</param>
internal sealed record GraphNode(string Name, IReadOnlyList<string> References);
