using System.Security.Cryptography;
using System.Text;

namespace Mosaic.DeviceSimulator.Registration;

/// <summary>The n-th device of a seed: always the same UUID, so that runs meet the devices they know.</summary>
internal static class DeviceIdentity
{
    public static Guid Of(int seed, int index)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"mosaic simulated device {seed}/{index}"));
        // RFC 9562 section 5.8: version 8, whose other bits are the maker's own.
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
