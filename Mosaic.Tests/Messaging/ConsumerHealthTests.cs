using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging;

public sealed class ConsumerHealthTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConsumerHealth _health;

    public ConsumerHealthTests() => _health = new ConsumerHealth("mosaic.sessions", _time);

    [Fact]
    public void Consumer_ThatIsNotDeliveredTo_IsDegradedThenUnhealthyThenWellAgain()
    {
        Pass(9, HealthStatus.Healthy);
        Pass(1, HealthStatus.Degraded);
        Pass(20, HealthStatus.Unhealthy);
        Assert.Equal("'mosaic.sessions' is not being read for 30 s.", _health.Check().Problem);

        _health.IsConsuming = true;
        Pass(3600, HealthStatus.Healthy);
    }

    [Fact]
    public void Consumer_WhoseHandlerDoesNotReturn_StandsStill()
    {
        _health.IsConsuming = true;
        _health.Begin();
        Pass(10, HealthStatus.Degraded);
        Pass(20, HealthStatus.Unhealthy);
        Assert.Contains("'mosaic.sessions' has not got on", _health.Check().Problem, StringComparison.Ordinal);

        _health.End();
        Pass(0, HealthStatus.Healthy);
    }

    [Fact]
    public void Consumer_WhoseHandlerFailsAgainAndAgain_IsNotWellUntilItHasNotForAWhile()
    {
        _health.IsConsuming = true;
        for (var second = 0; second <= 30; second++)
        {
            _health.IsConsuming = true;
            _health.Begin();
            _health.Failed();
            _health.End();
            _health.IsConsuming = false;
            _time.Advance(TimeSpan.FromSeconds(1));
            if (second == 5)
            {
                Pass(0, HealthStatus.Healthy);
            }

            if (second == 15)
            {
                Pass(0, HealthStatus.Degraded);
            }
        }

        _health.IsConsuming = true;
        Pass(0, HealthStatus.Unhealthy);
        Assert.Contains("fails again and again", _health.Check().Problem, StringComparison.Ordinal);
        Pass(31, HealthStatus.Healthy);
    }

    private void Pass(int seconds, HealthStatus expected)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(expected, _health.Check().Status);
    }
}
