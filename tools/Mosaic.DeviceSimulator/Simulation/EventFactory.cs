using System.Text;
using Mosaic.Devices;
using Mosaic.DeviceSimulator.Simulation.Models;

namespace Mosaic.DeviceSimulator.Simulation;

/// <summary>A device's events. Their ids end in 1, 2, 3, …, so that order and loss can be checked where they arrive.</summary>
/// <param name="device">The device.</param>
/// <param name="run">Is part of the ids: a second run of the same devices does not repeat the first one's messages.</param>
/// <param name="model">What the device measures.</param>
/// <param name="size">Bytes that <c>data</c> is padded to, where it is shorter.</param>
internal sealed class EventFactory(Guid device, string run, DeviceModel model, int size)
{
    private readonly string _short = device.ToString("N")[..8];

    public OutgoingEvent Create(long n)
    {
        var reading = model.Next();
        return new OutgoingEvent { Type = reading.Type, Id = $"{_short}-{run}-{n}", Data = Encoding.UTF8.GetBytes(Pad(reading.Data)) };
    }

    /// <summary>The object with a field <c>pad</c> behind its own.</summary>
    private string Pad(string data)
    {
        const string Field = ",\"pad\":\"\"}";
        return data.Length < size
            ? string.Concat(data.AsSpan(0, data.Length - 1), ",\"pad\":\"", new string('x', Math.Max(0, size - data.Length + 1 - Field.Length)), "\"}")
            : data;
    }
}
