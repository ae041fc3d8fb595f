namespace Mosaic.DeviceSimulator.Simulation.Models;

/// <summary>A sensor in a cold room or a freezer: its temperature in degrees Celsius and its relative humidity in percent.</summary>
internal sealed class ColdRoom : DeviceModel
{
    private readonly double _setPoint;
    private double _celsius;
    private double _humidity = 60;

    public ColdRoom(Guid device)
        : base(device)
    {
        _setPoint = Random.Next(2) == 0 ? 4 : -18;
        _celsius = _setPoint;
    }

    protected override Reading Measure(long n)
    {
        if (IsBatteryDue(n))
        {
            return Battery();
        }

        _celsius = Walk(_celsius, _setPoint, pull: 0.05, noise: 0.15);
        _humidity = Walk(_humidity, 60, pull: 0.05, noise: 1);
        return new Reading("org.example.temperature", Json($$"""{"celsius":{{_celsius:0.0}},"humidity":{{_humidity:0}}}"""));
    }
}
