namespace Mosaic.HiveBackendStub.Deliveries;

/// <summary>One CloudEvent out of a delivery.</summary>
/// <param name="Identity">Of its source and id together, which is what CloudEvents promises to be unique.</param>
/// <param name="Type">Its <c>type</c>.</param>
/// <param name="Device">Its <c>device</c>, when that is a UUID.</param>
/// <param name="Json">Its own JSON, byte for byte as delivered.</param>
internal sealed record DeliveredEvent(UInt128 Identity, string Type, Guid? Device, byte[] Json)
{
    /// <summary>Its place in the <see cref="MessageStore"/>, that of its first delivery where this one repeats it; 0 before it is stored.</summary>
    internal long Sequence { get; set; }
}
