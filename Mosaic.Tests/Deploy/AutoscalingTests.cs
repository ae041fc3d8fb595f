using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Connections;

namespace Mosaic.Tests.Deploy;

public sealed class AutoscalingTests
{
    private static readonly Kustomization Production = new("overlays", "production");

    [Fact]
    public void WebSocketService_IsScaledOnAMetricItHas()
    {
        var (instruments, trigger) = (InstrumentsOfTheWebSocketService(), TriggerOf("websocket-service", "prometheus"));

        // As OpenTelemetry names a gauge without a unit for Prometheus.
        Assert.Contains("mosaic.device.connections", instruments);
        Assert.Equal("sum(mosaic_device_connections)", (string?)trigger["query"]);
        Assert.InRange(NumberOf(trigger, "threshold"), 1, new ConnectionOptions().MaxConnections - 1);
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", Production.ConfigMap("mosaic-config").Keys);
    }

    [Fact]
    public void DeviceService_IsScaledOnTheQueuesThatItEmpties()
    {
        var trigger = TriggerOf("device-service", "rabbitmq");
        var queues = new Regex((string)trigger["queueName"]!);

        Assert.All(Enumerable.Range(0, 256), partition => Assert.Matches(queues, Topology.PartitionQueue(partition)));
        Assert.DoesNotMatch(queues, Topology.DeadLetters);
        Assert.DoesNotMatch(queues, Topology.InstanceQueue("a"));
        Assert.DoesNotMatch(queues, Topology.DeviceToHive);
    }

    [Fact]
    public void DeviceService_HasNoMoreReplicasThanPartitions() =>
        Assert.Equal(Production.ConfigMap("mosaic-config")["Messaging__Partitions"], (string?)ScaledObject("device-service")["maxReplicaCount"]);

    [Fact]
    public void Replicas_ThatAreScaled_HaveNoFixedNumber()
    {
        var patches = Yaml.Load(Path.Combine(Kustomization.Folder, "components", "autoscaling", "kustomization.yaml"))["patches"]!.AsArray();

        var patch = Assert.Single(patches)!;
        Assert.Matches($"^{(string)patch["target"]!["name"]!}$", "websocket-service");
        Assert.Matches($"^{(string)patch["target"]!["name"]!}$", "device-service");
        Assert.Contains("path: /spec/replicas", (string)patch["patch"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void RabbitMQ_HasThreeNodesAndTheNameThatTheServicesKnow()
    {
        var cluster = Production.Objects.Single(item => (string?)item["kind"] == "RabbitmqCluster");

        Assert.Equal("mosaic-messaging", (string?)cluster["metadata"]!["name"]);
        Assert.Equal("3", (string?)cluster["spec"]!["replicas"]);
        Assert.Equal((string?)new ComposeFile(new Dictionary<string, string> { ["RABBITMQ_PASSWORD"] = "a", ["HIVE_API_KEY"] = "b", ["WEBHOOK_SECRET"] = "c" })
            .Services["messaging"]!["image"], (string?)cluster["spec"]!["image"]);
    }

    private static JsonNode ScaledObject(string name) =>
        Production.Objects.Single(item => (string?)item["kind"] == "ScaledObject" && (string?)item["metadata"]!["name"] == name)["spec"]!;

    private static JsonNode TriggerOf(string name, string type)
    {
        var trigger = Assert.Single(ScaledObject(name)["triggers"]!.AsArray())!;
        Assert.Equal(type, (string?)trigger["type"]);
        return trigger["metadata"]!;
    }

    private static double NumberOf(JsonNode node, string name) => double.Parse((string)node[name]!, CultureInfo.InvariantCulture);

    private static List<string> InstrumentsOfTheWebSocketService()
    {
        var names = new List<string>();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                lock (names)
                {
                    names.Add(instrument.Name);
                }
            },
        };
        listener.Start();
        _ = new ConnectionMetrics(services.GetRequiredService<IMeterFactory>(), new ConnectionRegistry(Options.Create(new ConnectionOptions())));
        return names;
    }
}
