namespace Mosaic.DeviceSimulator.Simulation.Models;

/// <summary>
/// A contact at a door: reports how the door is when it starts and whenever the door is opened or closed, which is rare; in between
/// it reports its battery.
/// </summary>
internal sealed class Door(Guid device) : DeviceModel(device)
{
    private const double Opens = 0.03;
    private const double Closes = 0.2;
    private bool _open;
    private int _openings;

    protected override Reading Measure(long n)
    {
        if (n > 1)
        {
            if (Random.NextDouble() >= (_open ? Closes : Opens))
            {
                return Battery();
            }

            _open = !_open;
            if (_open)
            {
                _openings++;
            }
        }

        return new Reading("org.example.door", Json($$"""{"open":{{(_open ? "true" : "false")}},"openings":{{_openings}}}"""));
    }
}
