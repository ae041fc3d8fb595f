namespace Mosaic.Devices;

/// <summary>Where a device shows its token.</summary>
public enum AuthenticationMode
{
    /// <summary>In the handshake's <c>Authorization</c> header; and in-band all the same should the service ask.</summary>
    Handshake,

    /// <summary>Only in-band, as an answer to the service's <c>authenticate</c>.</summary>
    InBand,
}
