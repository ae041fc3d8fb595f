using System.Text.Json;
using Mosaic.DeviceSimulator.Misbehaviour;
using Mosaic.DeviceSimulator.Registration;
using Mosaic.DeviceSimulator.Reporting;
using Mosaic.DeviceSimulator.Simulation;

namespace Mosaic.Tests.Simulator;

public sealed class SimulationPartsTests
{
    [Fact]
    public void Identity_SameSeedAndIndex_IsTheSameAndOthersDiffer()
    {
        Assert.Equal(DeviceIdentity.Of(1, 2), DeviceIdentity.Of(1, 2));
        var all = Enumerable.Range(0, 1000).SelectMany(i => new[] { DeviceIdentity.Of(1, i), DeviceIdentity.Of(2, i) }).ToHashSet();
        Assert.Equal(2000, all.Count);
        Assert.All(all, device => Assert.Equal(8, device.Version));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(5000)]
    public void Event_Size_IsThatManyBytesWhereTheCounterFits(int size)
    {
        var device = Guid.NewGuid();
        var message = new EventFactory(device, "r", size).Create(12);
        var data = JsonDocument.Parse(message.Data).RootElement;
        Assert.Equal(12, data.GetProperty("n").GetInt64());
        Assert.Equal(size == 0 ? "" : null, size == 0 ? data.GetProperty("pad").GetString() : null);
        if (size > 0)
            Assert.Equal(size, message.Data.Length);
        Assert.Equal($"{device.ToString("N")[..8]}-r-12", message.Id);
    }

    [Fact]
    public void Histogram_KnownLatencies_GivesPercentilesWithinItsWidth()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal(TimeSpan.Zero, histogram.Percentile(0.5));
        for (var ms = 1; ms <= 1000; ms++)
            histogram.Add(TimeSpan.FromMilliseconds(ms));
        Assert.InRange(histogram.Percentile(0.5).TotalMilliseconds, 500, 535);
        Assert.InRange(histogram.Percentile(0.99).TotalMilliseconds, 990, 1060);
        Assert.InRange(histogram.Percentile(1).TotalMilliseconds, 1000, 1070);
    }

    [Fact]
    public void ForgedToken_DiffersOnlyInItsSignature()
    {
        Assert.Equal("aa.bb.Bcc", ForgedToken.From("aa.bb.Acc"));
        Assert.Equal("aa.bb.Acc", ForgedToken.From("aa.bb.xcc"));
    }
}
