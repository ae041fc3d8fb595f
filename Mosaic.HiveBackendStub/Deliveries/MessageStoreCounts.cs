namespace Mosaic.HiveBackendStub.Deliveries;

/// <summary>What the store has seen, at one moment.</summary>
/// <param name="Unique">Events that were new.</param>
/// <param name="Duplicates">Events that were delivered before.</param>
/// <param name="LastSequence">The sequence of the newest event; 0 before the first.</param>
/// <param name="Kept">How many can be read.</param>
/// <param name="KeptBytes">Their size.</param>
internal readonly record struct MessageStoreCounts(
    long Unique, long Duplicates, long LastSequence, long Kept, long KeptBytes);
