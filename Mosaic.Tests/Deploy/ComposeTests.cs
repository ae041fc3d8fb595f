using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Mosaic.DeviceSimulator.Options;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Connections;

namespace Mosaic.Tests.Deploy;

public sealed partial class ComposeTests
{
    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["RABBITMQ_PASSWORD"] = "rabbit",
        ["HIVE_API_KEY"] = "key",
        ["WEBHOOK_SECRET"] = "secret",
    };

    private readonly ComposeFile _compose = new(Secrets);

    [Theory]
    [InlineData("websocket-service")]
    [InlineData("device-service")]
    [InlineData("hive-backend")]
    public void Environment_OfAService_IsAcceptedByIt(string service)
    {
        ServiceConfiguration.AssertAccepts(service, _compose.EnvironmentOf(service));
        Assert.Equal(Versions.ImageOf(service), (string?)_compose.Services[service]!["image"]);
    }

    [Fact]
    public void Command_OfTheSimulator_IsAcceptedByIt()
    {
        var arguments = _compose.Services["device-simulator"]!["command"]!.AsArray().Select(argument => (string)argument!).ToArray();
        var command = new SimulatorCommand(new ConfigurationBuilder().Build(), _ => Task.FromResult(0));

        var parsed = command.Root.Parse(arguments);

        Assert.Empty(parsed.Errors);
        Assert.Equal(new Uri("ws://gateway:8080/ws"), command.Read(parsed).Endpoint);
    }

    [Theory]
    [InlineData("RABBITMQ_PASSWORD")]
    [InlineData("HIVE_API_KEY")]
    [InlineData("WEBHOOK_SECRET")]
    public void Secret_NotSet_IsRefusedByName(string secret)
    {
        var missing = new ComposeFile(Secrets.Where(item => item.Key != secret).ToDictionary());

        Assert.Contains(secret, Assert.Throws<InvalidOperationException>(() => missing.Services).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_OfTheFile_AreThoseOfTheExample()
    {
        var example = ExampleVariable().Matches(File.ReadAllText(Repository.PathOf("deploy", ".env.example")))
            .Select(match => match.Groups["name"].Value);

        // Compose reads this one by itself.
        Assert.Equal(ComposeFile.Variables.Append("COMPOSE_PROFILES").Order(), example.Order());
    }

    [Theory]
    [InlineData("websocket-service")]
    [InlineData("device-service")]
    [InlineData("hive-backend")]
    public void StopGracePeriod_OfAService_IsLongerThanItsStop(string service)
    {
        // Compose's own default is 10 s.
        var period = (string?)_compose.Services[service]!["stop_grace_period"] ?? "10s";
        var seconds = int.Parse(period.TrimEnd('s'), CultureInfo.InvariantCulture);

        Assert.True(TimeSpan.FromSeconds(seconds) > StopTimes.Of(service), $"{service} has {period}.");
    }

    [Fact]
    public void Partitions_OfBothServices_AreTheSame()
    {
        var compose = new ComposeFile(new Dictionary<string, string>(Secrets) { ["MESSAGING_PARTITIONS"] = "16" });

        Assert.Equal("16", compose.EnvironmentOf("websocket-service")["Messaging__Partitions"]);
        Assert.Equal("16", compose.EnvironmentOf("device-service")["Messaging__Partitions"]);
        Assert.Equal($"{new MessagingOptions().Partitions}", _compose.EnvironmentOf("device-service")["Messaging__Partitions"]);
    }

    [Fact]
    public void OwnBrokerAndBackend_InTheEnvironment_ReplaceThoseOfTheFile()
    {
        var compose = new ComposeFile(new Dictionary<string, string>(Secrets)
        {
            ["MESSAGING_CONNECTION_STRING"] = "amqps://user:p%40ss@rabbitmq.example.com:5671",
            ["HIVE_BASE_ADDRESS"] = "https://hive.example.com",
            ["JWKS_URL"] = "https://hive.example.com/keys",
        });

        var (sockets, devices) = (compose.EnvironmentOf("websocket-service"), compose.EnvironmentOf("device-service"));

        ServiceConfiguration.AssertAccepts("websocket-service", sockets);
        ServiceConfiguration.AssertAccepts("device-service", devices);
        Assert.Equal("amqps://user:p%40ss@rabbitmq.example.com:5671", sockets["ConnectionStrings__messaging"]);
        Assert.Equal("https://hive.example.com", devices["Hive__BaseAddress"]);
    }

    [Fact]
    public void Services_OnANetworkOfTheirOwn_ReachWhomTheyTalkToAndNobodyElse()
    {
        Assert.True(Share("gateway", "websocket-service"));
        Assert.True(Share("gateway", "device-service"));
        Assert.True(Share("websocket-service", "messaging"));
        Assert.True(Share("device-service", "messaging"));
        Assert.True(Share("device-service", "hive-backend"));
        Assert.True(Share("websocket-service", "hive-backend"));
        Assert.True(Share("device-simulator", "gateway"));
        Assert.True(Share("device-simulator", "hive-backend"));
        Assert.False(Share("gateway", "messaging"));
        Assert.False(Share("hive-backend", "messaging"));
        Assert.False(Share("device-simulator", "messaging"));
    }

    [Fact]
    public void Ports_OtherThanTheDevices_AreOnLoopback()
    {
        var ports = _compose.Services.SelectMany(service => service.Value!["ports"]?.AsArray() ?? []).Select(port => (string)port!);

        Assert.Equal("8080:8080", Assert.Single(ports, port => !port.StartsWith("127.0.0.1:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Gateway_BetweenTwoPings_KeepsTheConnection()
    {
        var nginx = File.ReadAllText(Repository.PathOf("deploy", "nginx.conf"));

        Assert.Contains("location = /ws {", nginx, StringComparison.Ordinal);
        Assert.Contains("set $service websocket-service;", nginx, StringComparison.Ordinal);
        Assert.Contains("proxy_read_timeout 1h;", nginx, StringComparison.Ordinal);
        Assert.Contains("proxy_send_timeout 1h;", nginx, StringComparison.Ordinal);
        Assert.True(new ConnectionOptions().Heartbeat < TimeSpan.FromHours(1));
    }

    private bool Share(string one, string other) => Networks(one).Intersect(Networks(other)).Any();

    private IEnumerable<string> Networks(string service) =>
        _compose.Services[service]!["networks"]!.AsArray().Select(network => (string)network!);

    [GeneratedRegex("^#?(?<name>[A-Z_]+)=", RegexOptions.Multiline)]
    private static partial Regex ExampleVariable();
}
