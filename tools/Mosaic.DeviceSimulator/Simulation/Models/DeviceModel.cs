using System.Buffers.Binary;
using System.Globalization;

namespace Mosaic.DeviceSimulator.Simulation.Models;

/// <summary>One event's content: a CloudEvents type and a JSON object.</summary>
internal readonly record struct Reading(string Type, string Data);

/// <summary>
/// What a device measures, as it changes from one reading to the next. The same device gives the same readings in every run: they
/// depend on its UUID, and on the interval between two of them, and on nothing else.
/// </summary>
internal abstract class DeviceModel
{
    private const int ReadingsPerBattery = 10;
    private const double Empty = 15;
    private const double Full = 97;
    private long _count;
    private double _level;
    private bool _charging;

    protected DeviceModel(Guid device)
    {
        Random = new Random(BinaryPrimitives.ReadInt32BigEndian(device.ToByteArray()));
        _level = Between(35, 95);
    }

    /// <summary>The device's own, so that its values do not depend on other devices.</summary>
    protected Random Random { get; }

    /// <summary>The index-th device of a fleet: trackers, cold rooms and doors in turn.</summary>
    /// <param name="index">Its place in the fleet, from 0.</param>
    /// <param name="device">Decides all of its values.</param>
    /// <param name="interval">The time between two of its readings.</param>
    public static DeviceModel Of(int index, Guid device, TimeSpan interval) => (index % 3) switch
    {
        0 => new Tracker(device, interval),
        1 => new ColdRoom(device),
        _ => new Door(device),
    };

    /// <summary>The next reading. Each takes a little of the battery, which is charged when it is nearly empty.</summary>
    public Reading Next()
    {
        _level += _charging ? Between(0.2, 0.6) : -Between(0.02, 0.1);
        _charging = _charging ? _level < Full : _level < Empty;
        return Measure(++_count);
    }

    /// <summary>What the device reports in its n-th reading, n = 1, 2, 3, …</summary>
    protected abstract Reading Measure(long n);

    /// <summary>Whether the n-th reading of a device that measures something else is of its battery.</summary>
    protected static bool IsBatteryDue(long n) => n % ReadingsPerBattery == 0;

    /// <summary>The battery: its level in percent, its voltage in volts.</summary>
    protected Reading Battery()
    {
        var voltage = 3.3 + (0.9 * _level / 100);
        return new Reading("org.example.battery", Json($$"""{"level":{{_level:0.0}},"voltage":{{voltage:0.00}},"charging":{{(_charging ? "true" : "false")}}}"""));
    }

    /// <summary>
    /// A step of a random walk that is drawn back to a value: it stays within <paramref name="noise"/> / <paramref name="pull"/> of it.
    /// </summary>
    protected double Walk(double value, double toward, double pull, double noise) =>
        value + ((toward - value) * pull) + Between(-noise, noise);

    protected double Between(double least, double most) => least + (Random.NextDouble() * (most - least));

    protected static string Json(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
