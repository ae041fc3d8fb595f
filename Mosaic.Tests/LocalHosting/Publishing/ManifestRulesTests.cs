using System.Net.Sockets;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.Tests.LocalHosting.Publishing;

public sealed class ManifestRulesTests
{
    [Fact]
    public async Task Broker_WithoutParameters_HasAPasswordThatIsGenerated()
    {
        var manifest = await Manifest.OfAsync(builder => builder.AddRabbitMQ("messaging"));

        Manifest.AssertEqual(
            Json("""
            {
              "resources": {
                "messaging": {
                  "type": "container.v0",
                  "connectionString": "amqp://guest:{messaging-password-uri-encoded.value}@{messaging.bindings.tcp.host}:{messaging.bindings.tcp.port}",
                  "image": "docker.io/library/rabbitmq:4.2",
                  "env": { "RABBITMQ_DEFAULT_USER": "guest", "RABBITMQ_DEFAULT_PASS": "{messaging-password.value}" },
                  "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 5672 } }
                },
                "messaging-password": {
                  "type": "parameter.v0",
                  "value": "{messaging-password.inputs.value}",
                  "inputs": { "value": { "type": "string", "secret": true, "default": { "generate": { "minLength": 22, "special": false } } } }
                },
                "messaging-password-uri-encoded": { "type": "annotated.string", "value": "{messaging-password.value}", "filter": "uri" }
              }
            }
            """),
            manifest);
        Assert.Empty(ManifestSchema.Violations(manifest));
    }

    [Fact]
    public async Task Parameter_ByItsKind_HasADefaultOrNone()
    {
        var manifest = await Manifest.OfAsync(builder =>
        {
            builder.AddParameter("in-code", "not told");
            builder.AddParameter("published", "told", publishValueAsDefault: true);
            builder.AddParameter("generated", new GenerateParameterDefault { MinLength = 10, Upper = false, MinNumeric = 2 }, secret: true);
            builder.AddParameterFromConfiguration("elsewhere", "Some:Key");
        });

        Manifest.AssertEqual(Json("""{ "type": "string" }"""), Input("in-code"));
        Manifest.AssertEqual(Json("""{ "type": "string", "default": { "value": "told" } }"""), Input("published"));
        Manifest.AssertEqual(
            Json("""{ "type": "string", "secret": true, "default": { "generate": { "minLength": 10, "upper": false, "minNumeric": 2 } } }"""),
            Input("generated"));
        Manifest.AssertEqual(Json("""{ "type": "string" }"""), Input("elsewhere"));
        Assert.Empty(ManifestSchema.Violations(manifest));

        JsonNode Input(string parameter) => manifest["resources"]![parameter]!["inputs"]!["value"]!;
    }

    [Fact]
    public async Task Container_WithEverything_IsWritten()
    {
        var manifest = await Manifest.OfAsync(builder => builder.AddResource(new ContainerResource("cache", "/entry"))
            .WithAnnotation(new ContainerImageAnnotation { Image = "cache", SHA256 = "abc" })
            .WithAnnotation(new ContainerMountAnnotation(Path.GetTempPath(), "/config", ContainerMountType.BindMount, isReadOnly: true))
            .WithAnnotation(new ContainerMountAnnotation("data", "/data", ContainerMountType.Volume, isReadOnly: false))
            .WithArgs("--size", "1")
            .WithEndpoint(port: 7000, targetPort: 6379)
            .WithEndpoint(port: 7001, name: "same")
            .WithEndpoint(name: "free", protocol: ProtocolType.Udp, env: "FREE_PORT")
            .WithHttpEndpoint(targetPort: 80, name: "admin"));

        Manifest.AssertEqual(
            Json("""
            {
              "type": "container.v0",
              "image": "cache@sha256:abc",
              "entrypoint": "/entry",
              "args": [ "--size", "1" ],
              "bindMounts": [ { "source": "..", "target": "/config", "readOnly": true } ],
              "volumes": [ { "name": "data", "target": "/data", "readOnly": false } ],
              "env": { "FREE_PORT": "{cache.bindings.free.targetPort}" },
              "bindings": {
                "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "port": 7000, "targetPort": 6379 },
                "same": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 7001 },
                "free": { "scheme": "udp", "protocol": "udp", "transport": "udp", "targetPort": 8000 },
                "admin": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 80 }
              }
            }
            """),
            manifest["resources"]!["cache"]!);
    }

    [Fact]
    public async Task Project_WithEndpointsOfItsOwn_IsToldTheirPorts()
    {
        var manifest = await Manifest.OfAsync(builder =>
        {
            var url = builder.AddParameter("backend-url");
            builder.AddEcho().WithHttpEndpoint(targetPort: 9000, name: "admin").WithHttpEndpoint(name: "more")
                .WithArgs(url.Resource).WithEnvironment("KEYS", $"{url}/keys").WithExplicitStart();
        });

        var echo = manifest["resources"]!["echo"]!;
        Assert.Equal("{echo.bindings.http.targetPort};{echo.bindings.admin.targetPort};{echo.bindings.more.targetPort}", (string?)echo["env"]!["HTTP_PORTS"]);
        Assert.Equal("{backend-url.value}/keys", (string?)echo["env"]!["KEYS"]);
        Manifest.AssertEqual(Json("""[ "{backend-url.value}" ]"""), echo["args"]!);
        Manifest.AssertEqual(
            Json("""
            {
              "http": { "scheme": "http", "protocol": "tcp", "transport": "http" },
              "https": { "scheme": "https", "protocol": "tcp", "transport": "http" },
              "admin": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 9000 },
              "more": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 8000 }
            }
            """),
            echo["bindings"]!);
        Assert.Empty(ManifestSchema.Violations(manifest));
    }

    [Fact]
    public async Task Project_WithoutLaunchProfile_HasNoBindings()
    {
        var manifest = await Manifest.OfAsync(builder => builder.AddProject<EchoMetadata>("worker", options => options.ExcludeLaunchProfile = true));

        var worker = manifest["resources"]!["worker"]!;
        Assert.Null(worker["bindings"]);
        Manifest.AssertEqual(Json("""{ "OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY": "in_memory" }"""), worker["env"]!);
    }

    [Fact]
    public async Task Reference_UnderANameOrToOneEndpoint_IsSetAsAspireSetsIt()
    {
        var manifest = await Manifest.OfAsync(builder =>
        {
            var backend = builder.AddEcho("hive-backend");
            builder.AddExecutable("tool", "tool", "/", "--url", "x").WithReference(backend, "the-Hive").WithReference(backend.GetEndpoint("https"));
        });

        Manifest.AssertEqual(
            Json("""
            {
              "the_Hive_HTTP": "{hive-backend.bindings.http.url}",
              "services__the-Hive__http__0": "{hive-backend.bindings.http.url}",
              "the_Hive_HTTPS": "{hive-backend.bindings.https.url}",
              "services__the-Hive__https__0": "{hive-backend.bindings.https.url}",
              "HIVE_BACKEND_HTTPS": "{hive-backend.bindings.https.url}",
              "services__hive-backend__https__0": "{hive-backend.bindings.https.url}"
            }
            """),
            manifest["resources"]!["tool"]!["env"]!);
        Assert.Equal("executable.v0", (string?)manifest["resources"]!["tool"]!["type"]);
    }

    [Fact]
    public async Task Resource_ThatIsExcluded_IsNotWritten()
    {
        var manifest = await Manifest.OfAsync(builder =>
        {
            builder.AddEcho("kept");
            builder.AddEcho("left-out").ExcludeFromManifest();
        });

        Assert.Equal(["kept"], manifest["resources"]!.AsObject().Select(r => r.Key));
    }

    [Fact]
    public async Task FormOfAParameter_WhoseNameIsTaken_GetsAnother()
    {
        var manifest = await Manifest.OfAsync(builder =>
        {
            var password = builder.AddParameter("password", secret: true);
            builder.AddParameter("password-uri-encoded");
            builder.AddEcho().WithEnvironment("URL", ReferenceExpression.Create($"http://me:{password.Resource:uri}@host"));
        });

        Assert.Equal("http://me:{password-uri-encoded-1.value}@host", (string?)manifest["resources"]!["echo"]!["env"]!["URL"]);
        Assert.Equal("annotated.string", (string?)manifest["resources"]!["password-uri-encoded-1"]!["type"]);
    }

    private static JsonNode Json(string json) => JsonNode.Parse(json)!;
}
