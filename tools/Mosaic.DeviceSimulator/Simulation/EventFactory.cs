using System.Text;
using Mosaic.Devices;

namespace Mosaic.DeviceSimulator.Simulation;

/// <summary>A device's events: <c>data.n</c> counts 1, 2, 3, …, so that order and loss can be checked where they arrive.</summary>
internal sealed class EventFactory(Guid device, string run, int size)
{
    private readonly string _short = device.ToString("N")[..8];

    public OutgoingEvent Create(long n)
    {
        var start = $$"""{"n":{{n}},"run":"{{run}}","pad":""";
        var pad = Math.Max(0, size - start.Length - "\"\"}".Length);
        var data = new byte[start.Length + pad + "\"\"}".Length];
        var at = Encoding.ASCII.GetBytes(start, data);
        data[at++] = (byte)'"';
        data.AsSpan(at, pad).Fill((byte)'x');
        "\"}"u8.CopyTo(data.AsSpan(at + pad));
        return new OutgoingEvent
        {
            Type = "org.mosaic.simulator.reading",
            // The run is part of it: a second run of the same devices does not repeat the first one's messages.
            Id = $"{_short}-{run}-{n}",
            Data = data,
        };
    }
}
