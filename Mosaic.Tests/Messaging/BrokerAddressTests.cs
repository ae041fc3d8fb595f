using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.Tests.Messaging;

public sealed class BrokerAddressTests
{
    private static readonly AmqpTcpEndpoint First = new("rabbit-1", 5673);

    [Fact]
    public void Resolve_NoFurtherNodes_IsTheOneOfTheConnectionString()
    {
        Assert.Equal(["rabbit-1:5673"], Resolve(First, ""));
    }

    [Fact]
    public void Resolve_FurtherNodes_TakesTheirPortsOrTheFirstOnes()
    {
        Assert.Equal(["::1:5674", "rabbit-1:5673", "rabbit-2:5673", "rabbit-3:5671"], Resolve(First, "rabbit-2, rabbit-3:5671 ,[::1]:5674"));
    }

    [Theory]
    [InlineData("rabbit-1", "rabbit-2")]
    [InlineData("cluster.example", "cluster.example")]
    public void Resolve_Tls_ExpectsTheNodesOwnNameUnlessOneIsConfigured(string configured, string expected)
    {
        var first = new AmqpTcpEndpoint("rabbit-1", 5671, new SslOption(configured, enabled: true));

        var second = BrokerAddress.Resolve([first], "rabbit-2").All().Single(node => node.HostName == "rabbit-2");

        Assert.True(second.Ssl.Enabled);
        Assert.Equal(expected, second.Ssl.ServerName);
    }

    private static IEnumerable<string> Resolve(AmqpTcpEndpoint first, string nodes) =>
        BrokerAddress.Resolve([first], nodes).All().Select(node => $"{node.HostName}:{node.Port}").Order(StringComparer.Ordinal);
}
