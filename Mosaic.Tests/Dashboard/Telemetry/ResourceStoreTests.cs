using Mosaic.Dashboard.Telemetry;
using static Mosaic.Tests.Dashboard.Telemetry.Samples;

namespace Mosaic.Tests.Dashboard.Telemetry;

public sealed class ResourceStoreTests
{
    [Fact]
    public void Resource_TwoInstances_AreTwo()
    {
        var resources = Store().Resources;

        resources.Register(Resource("shop", "b"));
        resources.Register(Resource("shop", "a"));
        resources.Register(Resource("shop", "a"));

        Assert.Equal(["shop-a", "shop-b"], resources.List().Select(r => r.FullName));
        Assert.All(resources.List(), resource => Assert.True(resource.Matches("shop")));
        Assert.Single(resources.List(), resource => resource.Matches("shop-a"));
    }

    [Fact]
    public void Resource_AttributesChange_KeepsTheNewOnes()
    {
        var resources = Store().Resources;
        var first = resources.Register(Resource("shop"));
        Assert.Same(first, resources.Register(Resource("shop")));

        resources.Register(Resource("shop") with { Attributes = [new("service.version", "2")] });

        Assert.Equal("2", Assert.Single(resources.List()).Attributes.Find("service.version"));
    }

    [Fact]
    public void Store_MoreResourcesThanTheLimit_DropsTheOldest()
    {
        var resources = Store(limits => limits.MaxResourceCount = 2).Resources;

        foreach (var name in (string[])["a", "b", "c"]) resources.Register(Resource(name));

        Assert.Equal(["b", "c"], resources.List().Select(r => r.Name));
        Assert.Equal(new StoreCounts(2, 1, 2, 0), resources.Counts);
    }
}
