using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Mosaic.Benchmarks.Load;

/// <summary>
/// What the load generator writes into each message, in a place of fixed width, and finds again where the message arrives:
/// which device, its how manyth message, and when it was sent.
/// </summary>
internal static class Stamp
{
    private const int DeviceDigits = 6;
    private const int SequenceDigits = 10;
    private const int TimeDigits = 19;
    private const int DataBytes = 200;

    /// <summary>What stands before the digits.</summary>
    public static ReadOnlySpan<byte> Marker => "\"stamp\":\""u8;

    /// <summary>How many digits follow the marker.</summary>
    public const int Length = DeviceDigits + SequenceDigits + TimeDigits;

    /// <summary>A JSON object of 200 bytes with room for a stamp.</summary>
    public static string Data()
    {
        var start = $"{{{Encoding.ASCII.GetString(Marker)}{new string('0', Length)}\",\"fill\":\"";
        return start + new string('x', DataBytes - start.Length - 2) + "\"}";
    }

    public static void Write(Span<byte> at, int device, long sequence)
    {
        WriteDigits(at[..DeviceDigits], device);
        WriteDigits(at.Slice(DeviceDigits, SequenceDigits), sequence);
        WriteDigits(at.Slice(DeviceDigits + SequenceDigits, TimeDigits), Stopwatch.GetTimestamp());
    }

    /// <summary>Reads the stamp at the beginning of <paramref name="at"/>.</summary>
    public static (int Device, long Sequence, long SentAt) Read(ReadOnlySpan<byte> at) =>
        ((int)ReadDigits(at[..DeviceDigits]),
            ReadDigits(at.Slice(DeviceDigits, SequenceDigits)),
            ReadDigits(at.Slice(DeviceDigits + SequenceDigits, TimeDigits)));

    private static void WriteDigits(Span<byte> at, long number)
    {
        for (var i = at.Length - 1; i >= 0; i--, number /= 10)
        {
            at[i] = (byte)('0' + (number % 10));
        }
    }

    private static long ReadDigits(ReadOnlySpan<byte> at) =>
        Utf8Parser.TryParse(at, out long number, out var read) && read == at.Length
            ? number
            : throw new FormatException($"No stamp: {Encoding.ASCII.GetString(at)}".ToString(CultureInfo.InvariantCulture));
}
