using Microsoft.Extensions.Configuration;
using Mosaic.DeviceSimulator.Options;
using Mosaic.DeviceSimulator.Simulation;

namespace Mosaic.Tests.Simulator;

public sealed class SimulatorCommandTests
{
    [Fact]
    public void Command_NothingGiven_TakesTheAppHostsPorts()
    {
        var options = Read([]);
        Assert.Equal("ws://localhost:5100/ws", options.Endpoint.ToString());
        Assert.Equal("http://localhost:5300/", options.HiveBackend.ToString());
        Assert.Equal(5, options.Devices);
        Assert.Equal(0, options.Size);
        Assert.Null(options.Count);
    }

    [Fact]
    public void Command_UnderAnAppHost_TakesItsAddresses()
    {
        var options = Read(
            [],
            ("services:websocket-service:http:0", "http://localhost:41001"),
            ("services:hive-backend:http:0", "http://localhost:41002"));
        Assert.Equal("ws://localhost:41001/ws", options.Endpoint.ToString());
        Assert.Equal("http://localhost:41002/", options.HiveBackend.ToString());
    }

    [Fact]
    public void Command_AllGiven_TakesThem()
    {
        var options = Read(
            ["--devices", "100", "--rate", "max", "--size", "50", "--count", "7", "--duration", "1.5", "--connect-rate", "10",
             "--endpoint", "wss://example.org/ws", "--hive", "http://example.org", "--seed", "3", "--half-open", "10%", "--silent", "2"]);
        Assert.Equal("wss://example.org/ws", options.Endpoint.ToString());
        Assert.Equal("http://example.org/", options.HiveBackend.ToString());
        Assert.True(options.Rate.IsMax);
        Assert.Equal(7, options.Count);
        Assert.Equal(TimeSpan.FromSeconds(1.5), options.Duration);
        var roles = Roles.Of(options);
        Assert.Equal(100, roles.Length);
        Assert.Equal(10, roles.Count(role => role == Role.HalfOpen));
        Assert.Equal(2, roles.Count(role => role == Role.Silent));
        Assert.Equal(Role.WellBehaved, roles[0]);
    }

    [Theory]
    [InlineData("--rate", "fast")]
    [InlineData("--rate", "-1")]
    [InlineData("--half-open", "x")]
    [InlineData("--half-open", "101%")]
    [InlineData("--devices", "-1")]
    [InlineData("--connect-rate", "0")]
    [InlineData("--endpoint", "http://x/ws")]
    [InlineData("--endpoint", "nonsense")]
    [InlineData("--hive", "ws://x")]
    [InlineData("--nonsense", "1")]
    public void Command_BadValue_IsRefused(string option, string value) =>
        Assert.NotEmpty(Command().Root.Parse([option, value]).Errors);

    [Fact]
    public async Task Command_MoreMisbehavingThanDevices_DoesNotRun()
    {
        using var error = new StringWriter();
        var command = Command().Root.Parse(["--half-open", "3", "--silent", "3"]);
        Assert.Equal(1, await command.InvokeAsync(new() { Error = error }));
        Assert.Contains("only 5", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("2.5%")]
    public void Share_ToString_IsReadBack(string text) => Assert.Equal(text, Share.Parse(text).ToString());

    [Theory]
    [InlineData("max")]
    [InlineData("0.5")]
    public void SendRate_ToString_IsReadBack(string text) => Assert.Equal(text, SendRate.Parse(text).ToString());

    private static SimulatorOptions Read(string[] args, params (string Key, string Value)[] configuration)
    {
        var command = Command(configuration);
        var parsed = command.Root.Parse(args);
        Assert.Empty(parsed.Errors);
        return command.Read(parsed);
    }

    private static SimulatorCommand Command(params (string Key, string Value)[] configuration) => new(
        new ConfigurationBuilder()
            .AddInMemoryCollection(configuration.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build(),
        _ => Task.FromResult(0));
}
