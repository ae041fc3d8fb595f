using Mosaic.DeviceService.Deliver;

namespace Mosaic.Tests.DeviceService.Deliver;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(5, 1600)]
    [InlineData(9, 25_600)]
    [InlineData(10, 30_000)]
    [InlineData(int.MaxValue, 30_000)]
    public void Delay_AfterFailures_IsBoundedByADoublingBound(int failures, int bound)
    {
        Assert.Equal(bound, Delay(failures, 1).TotalMilliseconds, 3);
        Assert.Equal(bound / 2.0, Delay(failures, 0.5).TotalMilliseconds, 3);
        Assert.Equal(TimeSpan.Zero, Delay(failures, 0));
    }

    private static TimeSpan Delay(int failures, double random) =>
        new DeliveryOptions { FirstRetryDelay = TimeSpan.FromMilliseconds(100), LongestRetryDelay = TimeSpan.FromSeconds(30) }.RetryDelay(failures, random);
}
