using System.Text.Json.Serialization;

namespace Mosaic.HiveBackendStub.Deliveries;

/// <summary>The answer of <c>GET /stats</c>, counted since the start.</summary>
/// <param name="Received">Events accepted, repeats included.</param>
/// <param name="Unique">Events that were new.</param>
/// <param name="Duplicates">Events that were delivered before.</param>
/// <param name="SignatureFailures">Deliveries refused with 401.</param>
/// <param name="Invalid">Deliveries refused with 400 or 415.</param>
/// <param name="FailedByFault">Deliveries that a fault kept from being stored.</param>
/// <param name="LastSequence">The sequence of the newest event; 0 before the first.</param>
/// <param name="Kept">How many can be read at <c>/messages</c>.</param>
/// <param name="KeptBytes">Their size in bytes.</param>
/// <param name="Devices">Devices that got a token.</param>
internal sealed record StatsAnswer(
    long Received,
    long Unique,
    long Duplicates,
    [property: JsonPropertyName("signaturefailures")] long SignatureFailures,
    long Invalid,
    [property: JsonPropertyName("failedbyfault")] long FailedByFault,
    [property: JsonPropertyName("lastsequence")] long LastSequence,
    long Kept,
    [property: JsonPropertyName("keptbytes")] long KeptBytes,
    int Devices);
