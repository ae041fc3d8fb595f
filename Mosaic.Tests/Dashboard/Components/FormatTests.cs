using Mosaic.Dashboard.Components.Shared;

namespace Mosaic.Tests.Dashboard.Components;

public class FormatTests
{
    [Theory]
    [InlineData(0, "0 µs")]
    [InlineData(0.0005, "0.5 µs")]
    [InlineData(0.83, "830 µs")]
    [InlineData(0.9999, "1 ms")]
    [InlineData(12.44, "12.4 ms")]
    [InlineData(999.9, "1 s")]
    [InlineData(1530, "1.53 s")]
    [InlineData(59_990, "1 min")]
    [InlineData(125_000, "2 min 5 s")]
    [InlineData(3_599_900, "1 h")]
    [InlineData(10_920_000, "3 h 2 min")]
    [InlineData(-12.44, "-12.4 ms")]
    public void Duration_OfAnyLength_IsShort(double milliseconds, string expected) =>
        Assert.Equal(expected, Format.Duration(TimeSpan.FromTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond))));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.123456, "0.1235")]
    [InlineData(999.96, "1000")]
    [InlineData(1234567.8, "1,234,568")]
    public void Number_OfAnySize_HasFourDigits(double number, string expected) => Assert.Equal(expected, Format.Number(number));
}
