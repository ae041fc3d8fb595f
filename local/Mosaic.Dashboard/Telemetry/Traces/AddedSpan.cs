namespace Mosaic.Dashboard.Telemetry;

/// <summary>What became of a span.</summary>
internal enum AddedSpan
{
    Kept,

    /// <summary>It was held already.</summary>
    Repeated,

    /// <summary>Its trace holds as many spans as it may.</summary>
    Refused,
}
