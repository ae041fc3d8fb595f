using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging;

public sealed class TopologyTests
{
    // Computed apart from the code: FNV-1a of the sixteen bytes in network order. They may never change: every
    // instance, old or new, has to find the same partition.
    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", 5, 67)]
    [InlineData("00112233-4455-6677-8899-aabbccddeeff", 5, 205)]
    [InlineData("c0ffee00-1234-4abc-8def-0123456789ab", 6, 2)]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", 5, 245)]
    public void Partition_OfADevice_NeverChanges(string device, int ofEight, int ofPrime)
    {
        Assert.Equal(ofEight, Topology.PartitionOf(Guid.Parse(device), 8));
        Assert.Equal(ofPrime, Topology.PartitionOf(Guid.Parse(device), 251));
        Assert.Equal(0, Topology.PartitionOf(Guid.Parse(device), 1));
    }

    [Fact]
    public void Partitions_OfManyDevices_AreEvenlyUsed()
    {
        var random = new Random(42);
        var bytes = new byte[16];
        var counts = new int[8];
        for (var i = 0; i < 80_000; i++)
        {
            random.NextBytes(bytes);
            counts[Topology.PartitionOf(new Guid(bytes), 8)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void Names_OfADeviceAndItsQueues_AreThoseOfTheDesign()
    {
        Assert.Equal("c0ffee00-1234-4abc-8def-0123456789ab", Topology.DeviceKey(Guid.Parse("C0FFEE00-1234-4ABC-8DEF-0123456789AB")));
        Assert.Equal("mosaic.device-to-hive.7", Topology.PartitionQueue(7));
        Assert.Equal("mosaic.ws.a", Topology.InstanceQueue("a"));
        Assert.Equal("mosaic.replies.a", Topology.RepliesQueue("a"));
    }
}
