using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.Tests.ServiceDefaults.Settings;

public sealed class FrameworkSettingsTests
{
    private const string Factory = "Aspire:RabbitMQ:Client:ConnectionFactory";

    [Theory]
    [InlineData(";")]
    [InlineData("localhost;")]
    [InlineData("a.test;;b.test")]
    [InlineData("a.test; b.test")]
    [InlineData(" ")]
    [InlineData("http://a.test")]
    [InlineData("a.test:80")]
    [InlineData("[::1]:80")]
    [InlineData("a.test/path")]
    [InlineData("user@a.test")]
    [InlineData("a.test,b.test")]
    [InlineData("::1")]
    [InlineData("*a.test")]
    [InlineData("*.")]
    public void Check_AllowedHostsThatNoHostMatches_AreRefused(string value) => AssertRefused("AllowedHosts", value);

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("localhost;127.0.0.1;[::1]")]
    [InlineData("*.example.test;B\u00dccher.example;under_score")]
    public void Check_AllowedHosts_AreAccepted(string value) => Check("AllowedHosts", value);

    [Theory]
    [InlineData($"{Factory}:ContinuationTimeout", "-00:00:00.001")]
    [InlineData($"{Factory}:ContinuationTimeout", "00:00:00")]
    [InlineData($"{Factory}:HandshakeContinuationTimeout", "-00:00:10")]
    [InlineData($"{Factory}:RequestedConnectionTimeout", "-00:00:10")]
    [InlineData($"{Factory}:RequestedConnectionTimeout", "30")]
    [InlineData($"{Factory}:SocketReadTimeout", "-00:00:10")]
    [InlineData($"{Factory}:SocketWriteTimeout", "24.00:00:00.001")]
    [InlineData($"{Factory}:NetworkRecoveryInterval", "-00:00:10")]
    [InlineData($"{Factory}:RequestedHeartbeat", "-00:00:10")]
    [InlineData($"{Factory}:RequestedHeartbeat", "soon")]
    [InlineData("Aspire:RabbitMQ:Client:MaxConnectRetryCount", "-1")]
    [InlineData("Aspire:RabbitMQ:Client:messaging:MaxConnectRetryCount", "-1")]
    [InlineData("Aspire:RabbitMQ:Client:messaging:ConnectionFactory:SocketReadTimeout", "-00:00:10")]
    public void Check_ATimeOfTheBrokersClientOutOfItsRange_IsRefused(string key, string value) => AssertRefused(key, value);

    [Theory]
    [InlineData($"{Factory}:ContinuationTimeout", "00:00:00.001")]
    [InlineData($"{Factory}:RequestedConnectionTimeout", "24.00:00:00")]
    [InlineData($"{Factory}:SocketReadTimeout", "00:00:00")]
    [InlineData("Aspire:RabbitMQ:Client:MaxConnectRetryCount", "0")]
    public void Check_ATimeOfTheBrokersClient_IsAccepted(string key, string value) => Check(key, value);

    private static void AssertRefused(string key, string value)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Check(key, value));

        var line = Assert.Single(refusal.Failures);
        Assert.StartsWith($"{key} is '{value}': it must be ", line, StringComparison.Ordinal);
        Assert.EndsWith($"(environment variable {key.Replace(":", "__", StringComparison.Ordinal)}).", line, StringComparison.Ordinal);
    }

    private static void Check(string key, string value) =>
        FrameworkSettings.Check(new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build());
}
