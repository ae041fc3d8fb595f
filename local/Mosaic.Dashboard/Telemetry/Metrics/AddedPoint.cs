namespace Mosaic.Dashboard.Telemetry;

/// <summary>What became of a point.</summary>
internal enum AddedPoint
{
    /// <summary>It is a new one.</summary>
    Kept,

    /// <summary>It brought no news: the one before lasts until then.</summary>
    Folded,

    /// <summary>It is held already, sent again by its program.</summary>
    Repeated,

    /// <summary>It is older than the newest of its series.</summary>
    TooLate,
}
