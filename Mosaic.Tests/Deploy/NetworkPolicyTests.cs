using k8s.Models;

namespace Mosaic.Tests.Deploy;

public sealed class NetworkPolicyTests
{
    private static readonly Flows Production = new([.. new Kustomization("overlays", "production").All<V1NetworkPolicy>()]);
    private static readonly Flows Trial = new([.. new Kustomization("overlays", "trial").All<V1NetworkPolicy>()]);

    private static readonly Peer Sockets = Peer.Mosaic("websocket-service");
    private static readonly Peer Devices = Peer.Mosaic("device-service");
    private static readonly Peer RabbitMQ = Peer.Mosaic("mosaic-messaging");
    private static readonly Peer Stub = Peer.Mosaic("hive-backend");
    private static readonly Peer Telemetry = Peer.Mosaic("telemetry");
    private static readonly Peer OwnHive = Peer.In("hive", label: "mosaic-hive");
    private static readonly Peer Stranger = Peer.Mosaic("something-else");

    [Fact]
    public void Flows_OfTheDiagram_AreAllowed()
    {
        Assert.True(Production.Allow(Peer.In("ingress-nginx"), Sockets, 8080));
        Assert.True(Production.Allow(Sockets, RabbitMQ, 5672));
        Assert.True(Production.Allow(Devices, RabbitMQ, 5672));
        Assert.True(Production.Allow(Sockets, RabbitMQ, 5671));
        Assert.True(Production.Allow(Devices, Peer.Outside, 443));
        Assert.True(Production.Allow(Sockets, Peer.Outside, 443));
        Assert.True(Production.Allow(Devices, OwnHive, 8080));
        Assert.True(Production.Allow(Sockets, OwnHive, 8080));
        Assert.True(Production.Allow(OwnHive, Devices, 8080));
        Assert.True(Trial.Allow(Devices, Stub, 8080));
        Assert.True(Trial.Allow(Sockets, Stub, 8080));
        Assert.True(Trial.Allow(Stub, Devices, 8080));
    }

    [Fact]
    public void Flows_ThatOperationNeeds_AreAllowed()
    {
        Assert.All(new[] { Sockets, Devices, RabbitMQ, Telemetry }, pod => Assert.True(Production.Allow(pod, Peer.In("kube-system"), 53)));
        Assert.All(new[] { Sockets, Devices }, pod => Assert.True(Production.Allow(pod, Telemetry, 4317)));
        Assert.True(Production.Allow(Peer.In("monitoring"), Telemetry, 8889));
        Assert.True(Production.Allow(Peer.In("keda"), RabbitMQ, 15672));
        Assert.True(Production.Allow(Peer.In("rabbitmq-system"), RabbitMQ, 15672));
        Assert.All(new[] { 4369, 25672, 6001, 35672 }, port => Assert.True(Production.Allow(RabbitMQ, RabbitMQ, port)));
        Assert.True(Production.Allow(RabbitMQ, Peer.Outside, 6443));
    }

    [Fact]
    public void Flows_BesideTheDiagram_AreDenied()
    {
        Assert.False(Production.Allow(Peer.In("ingress-nginx"), Devices, 8080));
        Assert.False(Production.Allow(Peer.In("ingress-nginx"), RabbitMQ, 5672));
        Assert.False(Production.Allow(OwnHive, RabbitMQ, 5672));
        Assert.False(Production.Allow(OwnHive, Sockets, 8080));
        Assert.False(Production.Allow(Stranger, RabbitMQ, 5672));
        Assert.False(Production.Allow(Stranger, Devices, 8080));
        Assert.False(Production.Allow(Sockets, Devices, 8080));
        Assert.False(Production.Allow(Sockets, RabbitMQ, 15672));
        Assert.False(Production.Allow(Sockets, Peer.Outside, 80));
        Assert.False(Production.Allow(Peer.In("default"), Devices, 8080));
        Assert.False(Trial.Allow(Peer.In("ingress-nginx"), Sockets, 8080));
        Assert.False(Trial.Allow(Peer.In("default"), Stub, 8080));
        Assert.False(Trial.Allow(Stub, RabbitMQ, 5672));
    }
}
