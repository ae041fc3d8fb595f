namespace Mosaic.DeviceSimulator.Simulation.Models;

/// <summary>
/// A vehicle on a round trip through a city: its position in degrees (WGS 84), its speed in km/h and its heading in degrees from
/// north. Between two readings it has driven as far as its speed says.
/// </summary>
internal sealed class Tracker : DeviceModel
{
    private const double CityLatitude = 48.137;
    private const double CityLongitude = 11.575;
    private const double Radius = 6_000;
    private const double MetersPerDegree = 111_320;
    private const int Stops = 8;
    private const double Fastest = 90;

    private readonly (double East, double North)[] _stops;
    private readonly double _seconds;
    private (double East, double North) _at;
    private double _speed = 40;
    private double _heading;
    private int _next = 1;

    public Tracker(Guid device, TimeSpan interval)
        : base(device)
    {
        _seconds = interval.TotalSeconds;
        _stops = [.. Enumerable.Range(0, Stops).Select(_ => (Between(-Radius, Radius), Between(-Radius, Radius)))];
        _at = _stops[0];
    }

    protected override Reading Measure(long n)
    {
        if (IsBatteryDue(n))
        {
            return Battery();
        }

        _speed = Math.Clamp(Walk(_speed, 40, pull: 0.05, noise: 4), 0, Fastest);
        Drive(_speed / 3.6 * _seconds);
        var latitude = CityLatitude + (_at.North / MetersPerDegree);
        var longitude = CityLongitude + (_at.East / (MetersPerDegree * Math.Cos(CityLatitude * Math.PI / 180)));
        return new Reading(
            "org.example.position",
            Json($$"""{"latitude":{{latitude:0.00000}},"longitude":{{longitude:0.00000}},"speed":{{_speed:0.0}},"heading":{{Math.Round(_heading) % 360}}}"""));
    }

    private void Drive(double meters)
    {
        while (true)
        {
            var (east, north) = (_stops[_next].East - _at.East, _stops[_next].North - _at.North);
            var left = Math.Sqrt((east * east) + (north * north));
            _heading = ((Math.Atan2(east, north) * 180 / Math.PI) + 360) % 360;
            if (left > meters)
            {
                _at = (_at.East + (east / left * meters), _at.North + (north / left * meters));
                return;
            }

            meters -= left;
            _at = _stops[_next];
            _next = (_next + 1) % Stops;
        }
    }
}
