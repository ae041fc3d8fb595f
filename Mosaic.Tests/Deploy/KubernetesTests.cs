using k8s.Models;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Connections;

namespace Mosaic.Tests.Deploy;

public sealed class KubernetesTests
{
    private static readonly Kustomization Trial = new("overlays", "trial");
    private static readonly Kustomization Production = new("overlays", "production");

    public static TheoryData<string, string> Services => new()
    {
        { "trial", "websocket-service" }, { "trial", "device-service" }, { "trial", "hive-backend" },
        { "production", "websocket-service" }, { "production", "device-service" },
    };

    [Fact]
    public void Files_OfTheFolder_AreBroughtInAndHaveNoFieldTheApiDoesNotKnow()
    {
        var written = Directory.GetFiles(Kustomization.Folder, "*.yaml", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is not ("kustomization.yaml" or "config.yaml"));
        var used = Trial.Files.Concat(Production.Files).Distinct();

        Assert.Equal(written.Order(), used.Order());
        Assert.All(used, file => Assert.NotNull(Kustomization.KubernetesObjects(file).ToList()));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Environment_OfAService_IsAcceptedByIt(string overlay, string service) =>
        ServiceConfiguration.AssertAccepts(service, EnvironmentOf(In(overlay), service));

    [Theory]
    [MemberData(nameof(Services))]
    public void Probes_OfAService_AskItsHealthOnItsPort(string overlay, string service)
    {
        var container = ContainerOf(In(overlay), service);

        Assert.Equal(8080, Assert.Single(container.Ports).ContainerPort);
        Assert.Equal("http", container.Ports[0].Name);
        Assert.All(new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }, probe => Assert.Equal("http", probe.HttpGet.Port.Value));
        // The paths of Mosaic.ServiceDefaults; the tests of the services call them.
        Assert.Equal("/alive", container.StartupProbe.HttpGet.Path);
        Assert.Equal("/alive", container.LivenessProbe.HttpGet.Path);
        Assert.Equal("/health", container.ReadinessProbe.HttpGet.Path);

        var port = Assert.Single(In(overlay).All<V1Service>().Single(item => item.Metadata.Name == service).Spec.Ports);
        Assert.Equal((8080, "http"), (port.Port, port.TargetPort.Value));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void GracePeriod_OfAService_IsLongerThanItsStop(string overlay, string service)
    {
        var pod = DeploymentOf(In(overlay), service).Spec.Template.Spec;
        var preStop = TimeSpan.FromSeconds(ContainerOf(In(overlay), service).Lifecycle?.PreStop.Sleep.Seconds ?? 0);

        Assert.True(TimeSpan.FromSeconds(pod.TerminationGracePeriodSeconds!.Value) > preStop + StopTimes.Of(service));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Pod_OfAService_HasNoRightsItDoesNotNeed(string overlay, string service)
    {
        var pod = DeploymentOf(In(overlay), service).Spec.Template.Spec;
        var container = ContainerOf(In(overlay), service);

        Assert.False(pod.AutomountServiceAccountToken);
        Assert.False(pod.EnableServiceLinks);
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal(1654, pod.SecurityContext.RunAsUser);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.NotNull(container.Resources.Limits["memory"]);
        Assert.NotNull(container.Resources.Requests["cpu"]);
    }

    [Fact]
    public void Partitions_WrittenOnce_ReachBothServices()
    {
        Assert.All(new[] { "websocket-service", "device-service" }, service =>
        {
            Assert.Contains(ContainerOf(Production, service).EnvFrom, source => source.ConfigMapRef?.Name == "mosaic-config");
            Assert.DoesNotContain("Messaging__Partitions", Production.ConfigMap($"{service}-config").Keys);
        });
        Assert.Equal($"{new MessagingOptions().Partitions}", Production.ConfigMap("mosaic-config")["Messaging__Partitions"]);
    }

    [Theory]
    [InlineData("websocket-service")]
    [InlineData("device-service")]
    public void Disruption_OfAService_LeavesAllPodsButOne(string service)
    {
        var budget = Production.All<V1PodDisruptionBudget>().Single(item => item.Metadata.Name == service);

        Assert.Equal("1", budget.Spec.MaxUnavailable.Value);
        Assert.Equal(DeploymentOf(Production, service).Spec.Selector.MatchLabels, budget.Spec.Selector.MatchLabels);
        Assert.True(DeploymentOf(Production, service).Spec.Replicas >= 2);
    }

    [Fact]
    public void Ingress_BetweenTwoPings_KeepsTheConnection()
    {
        var ingress = Production.All<V1Ingress>().Single();
        var path = Assert.Single(Assert.Single(ingress.Spec.Rules).Http.Paths);

        Assert.Equal(("/ws", "Exact", "websocket-service"), (path.Path, path.PathType, path.Backend.Service.Name));
        Assert.All(new[] { "read", "send" }, direction =>
        {
            var seconds = int.Parse(ingress.Metadata.Annotations[$"nginx.ingress.kubernetes.io/proxy-{direction}-timeout"], null);
            Assert.True(TimeSpan.FromSeconds(seconds) > new ConnectionOptions().Heartbeat * 2);
        });
        Assert.NotEmpty(ingress.Spec.Tls);
    }

    [Fact]
    public void Images_OfTheOverlays_AreOfThisVersion()
    {
        Assert.All(new[] { "trial", "production" }, overlay =>
        {
            var images = Yaml.Load(Path.Combine(Kustomization.Folder, "overlays", overlay, "kustomization.yaml"))["images"]!.AsArray();
            var deployed = In(overlay).All<V1Deployment>().SelectMany(item => item.Spec.Template.Spec.Containers)
                .Select(container => container.Image).Where(image => image.StartsWith("mosaic-", StringComparison.Ordinal));

            Assert.Equal(deployed.Order(), images.Select(image => (string)image!["name"]!).Order());
            Assert.All(images, image => Assert.Equal(Versions.Mosaic, (string?)image!["newTag"]));
        });
    }

    private static Kustomization In(string overlay) => overlay == "trial" ? Trial : Production;

    private static V1Deployment DeploymentOf(Kustomization overlay, string service) =>
        overlay.All<V1Deployment>().Single(item => item.Metadata.Name == service);

    private static V1Container ContainerOf(Kustomization overlay, string service) =>
        Assert.Single(DeploymentOf(overlay, service).Spec.Template.Spec.Containers);

    private static Dictionary<string, string> EnvironmentOf(Kustomization overlay, string service)
    {
        var container = ContainerOf(overlay, service);
        var variables = (container.EnvFrom ?? []).SelectMany(source => overlay.ConfigMap(source.ConfigMapRef.Name)).ToDictionary();
        foreach (var variable in container.Env)
        {
            variables.Add(variable.Name, variable.Value ?? SecretOf(variable.ValueFrom));
        }

        return variables;
    }

    // In the form that the cluster operator writes, or the documentation says.
    private static string SecretOf(V1EnvVarSource source) => source.SecretKeyRef is not { } secret ? "from-a-field" : (secret.Name, secret.Key) switch
    {
        ("mosaic-messaging-default-user", "connection_string") => "amqp://default_user_x:pass@mosaic-messaging.mosaic.svc:5672/",
        ("mosaic-secrets", "hive-api-key" or "webhook-secret") => "secret",
        var unknown => throw new InvalidOperationException($"{unknown} is in no secret."),
    };
}
