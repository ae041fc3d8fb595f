namespace Mosaic.Dashboard.Components.ResourceGraph;

/// <summary>A reference and the places it takes, from layer to neighbouring layer.</summary>
/// <param name="From">Who refers.</param>
/// <param name="To">To whom.</param>
/// <param name="Slots">At least two: both nodes' and those between.</param>
/// <param name="IsBackward">Whether it leads to the left, as one that closes a circle does.</param>
internal sealed record GraphChain(string From, string To, IReadOnlyList<GraphSlot> Slots, bool IsBackward);
