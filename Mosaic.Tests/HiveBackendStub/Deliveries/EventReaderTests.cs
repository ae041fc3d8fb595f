using System.Text;
using Mosaic.HiveBackendStub.Deliveries;

namespace Mosaic.Tests.HiveBackendStub.Deliveries;

public sealed class EventReaderTests
{
    [Fact]
    public void Read_EscapedId_IsTheSameEvent()
    {
        var plain = Read(Delivery.Event("e-1"))[0];
        var escaped = Read(Delivery.Event("\\u0065-1"))[0];

        Assert.Equal(plain.Identity, escaped.Identity);
    }

    [Fact]
    public void Read_SourceAndIdRunTogether_AreDistinct() =>
        Assert.NotEqual(DeliveredEvent.IdentityOf("ab", "c"), DeliveredEvent.IdentityOf("a", "bc"));

    [Fact]
    public void Read_LongId_IsTakenWhole() =>
        Assert.NotEqual(DeliveredEvent.IdentityOf("s", new string('x', 5000) + "1"), DeliveredEvent.IdentityOf("s", new string('x', 5000) + "2"));

    [Fact]
    public void Read_NestedNames_AreNotTheEventsOwn()
    {
        var read = Read(Delivery.Event("e-1", data: """{"type":"inner","id":"inner","device":"inner"}"""))[0];

        Assert.Equal("org.example.battery", read.Type);
        Assert.Equal(Guid.Parse(Delivery.Device), read.Device);
    }

    [Fact]
    public void Read_DeeplyNestedData_IsTaken()
    {
        var data = new string('[', 20_000) + new string(']', 20_000);

        Assert.Single(Read(Delivery.Event("e-1", data: data)));
    }

    [Fact]
    public void Read_EmptyBatch_IsNoEvent() => Assert.Empty(Read("[]", batch: true));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}{}")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"t"} x""")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s"}""")]
    [InlineData("""{"specversion":"1.0","id":"e","type":"t"}""")]
    [InlineData("""{"specversion":"1.0","source":"s","type":"t"}""")]
    [InlineData("""{"specversion":"1.0","id":"","source":"s","type":"t"}""")]
    [InlineData("""{"specversion":"1.0","id":5,"source":"s","type":"t"}""")]
    [InlineData("""{"specversion":"0.3","id":"e","source":"s","type":"t"}""")]
    [InlineData("""{"id":"e","source":"s","type":"t"}""")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"t","data":01}""")]
    public void Read_NoCloudEvent_IsRefused(string body) =>
        Assert.Throws<InvalidEventException>(() => Read(body));

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[{}]")]
    [InlineData("[")]
    public void Read_NoBatch_IsRefused(string body) =>
        Assert.Throws<InvalidEventException>(() => Read(body, batch: true));

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0xC0)]
    public void Read_BrokenUtf8InData_IsRefused(byte broken)
    {
        var body = Encoding.UTF8.GetBytes(Delivery.Event("e-1", data: "\"?\""));
        body[Array.LastIndexOf(body, (byte)'?')] = broken;

        Assert.Throws<InvalidEventException>(() => EventReader.Read(body, batch: false));
    }

    private static DeliveredEvent[] Read(string body, bool batch = false) => EventReader.Read(Encoding.UTF8.GetBytes(body), batch);
}
