using System.Buffers;
using System.Text.Json;
using Mosaic.HiveConsole.Fleet;

namespace Mosaic.HiveConsole.Live;

/// <summary>One server-sent event (https://html.spec.whatwg.org/multipage/server-sent-events.html) with a JSON object.</summary>
internal sealed class Frame : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;

    internal Frame(ReadOnlySpan<byte> name)
    {
        _bytes.Write("event: "u8);
        _bytes.Write(name);
        _bytes.Write("\ndata: "u8);
        _json = new Utf8JsonWriter(_bytes);
        _json.WriteStartObject();
    }

    /// <summary>The UUIDs in the order of their indexes, and a digit each for the state.</summary>
    internal void WriteDevices(ReadOnlySpan<FleetDevice> devices, ReadOnlySpan<byte> stateOfIndex)
    {
        if (devices.IsEmpty)
        {
            return;
        }

        _json.WriteNumber("first", devices[0].Index);
        _json.WriteStartArray("devices");
        foreach (var device in devices)
        {
            _json.WriteStringValue(device.Id);
        }

        _json.WriteEndArray();

        var digits = ArrayPool<byte>.Shared.Rent(devices.Length);
        for (var i = 0; i < devices.Length; i++)
        {
            digits[i] = (byte)('0' + stateOfIndex[devices[i].Index]);
        }

        _json.WriteString("states", digits.AsSpan(0, devices.Length));
        ArrayPool<byte>.Shared.Return(digits);
    }

    internal void WriteNumbers(string name, List<int>? numbers)
    {
        if (numbers is null)
        {
            return;
        }

        _json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            _json.WriteNumberValue(number);
        }

        _json.WriteEndArray();
    }

    internal void WriteTotals(in FleetTotals totals)
    {
        _json.WriteStartObject("totals");
        _json.WriteNumber("received", totals.Backend.Received);
        _json.WriteNumber("duplicates", totals.Backend.Duplicates);
        _json.WriteNumber("signaturefailures", totals.Backend.BadSignatures);
        _json.WriteNumber("invalid", totals.Backend.Invalid);
        _json.WriteNumber("failedbyfault", totals.Backend.FailedByFault);
        _json.WriteBoolean("faulty", totals.Backend.Faulty);
        _json.WriteBoolean("full", totals.Full);
        _json.WriteBoolean("presenceunread", totals.PresenceUnread);
        _json.WriteEndObject();
    }

    internal byte[] Complete()
    {
        _json.WriteEndObject();
        _json.Flush();
        _bytes.Write("\n\n"u8);
        return _bytes.WrittenSpan.ToArray();
    }

    public void Dispose() => _json.Dispose();
}
