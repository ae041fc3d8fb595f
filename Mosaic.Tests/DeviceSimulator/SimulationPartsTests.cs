using System.Text.Json;
using Mosaic.DeviceSimulator.Misbehaviour;
using Mosaic.DeviceSimulator.Registration;
using Mosaic.DeviceSimulator.Reporting;
using Mosaic.DeviceSimulator.Simulation;
using Mosaic.DeviceSimulator.Simulation.Models;

namespace Mosaic.Tests.Simulator;

public sealed class SimulationPartsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Identity_SameSeedAndIndex_IsTheSameAndOthersDiffer()
    {
        Assert.Equal(DeviceIdentity.Of(1, 2), DeviceIdentity.Of(1, 2));
        var all = Enumerable.Range(0, 1000).SelectMany(i => new[] { DeviceIdentity.Of(1, i), DeviceIdentity.Of(2, i) }).ToHashSet();
        Assert.Equal(2000, all.Count);
        Assert.All(all, device => Assert.Equal(8, device.Version));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(5000)]
    public void Event_Size_IsPaddedToThatManyBytes(int size)
    {
        var device = DeviceIdentity.Of(1, 0);
        var padded = new EventFactory(device, "r", DeviceModel.Of(0, device, Second), size).Create(12);
        var plain = new EventFactory(device, "r", DeviceModel.Of(0, device, Second), size: 0).Create(12);

        Assert.Equal(size, padded.Data.Length);
        var data = JsonDocument.Parse(padded.Data).RootElement;
        Assert.All(
            JsonDocument.Parse(plain.Data).RootElement.EnumerateObject(),
            field => Assert.Equal(field.Value.GetRawText(), data.GetProperty(field.Name).GetRawText()));
    }

    [Fact]
    public void Event_NoSize_HasWhatIsMeasuredAndNoPadding()
    {
        var device = Guid.NewGuid();
        var message = new EventFactory(device, "r", DeviceModel.Of(0, device, Second), size: 0).Create(12);

        Assert.Equal("org.example.position", message.Type);
        Assert.Equal($"{device.ToString("N")[..8]}-r-12", message.Id);
        Assert.DoesNotContain("pad", System.Text.Encoding.UTF8.GetString(message.Data.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Histogram_KnownLatencies_GivesPercentilesWithinItsWidth()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal(TimeSpan.Zero, histogram.Percentile(0.5));
        for (var ms = 1; ms <= 1000; ms++)
        {
            histogram.Add(TimeSpan.FromMilliseconds(ms));
        }

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
