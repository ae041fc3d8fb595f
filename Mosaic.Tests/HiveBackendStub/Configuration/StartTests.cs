using System.Net;
using Microsoft.Extensions.Options;

namespace Mosaic.Tests.HiveBackendStub.Configuration;

public sealed class StartTests
{
    [Theory]
    [InlineData("--Hive:ApiKey=", "Hive:ApiKey")]
    [InlineData("--Hive:ApiKey=two words", "Hive:ApiKey")]
    [InlineData("--Hive:WebhookSecret=", "Hive:WebhookSecret")]
    [InlineData("--Hive:WebhookSecret=, ,", "Hive:WebhookSecret")]
    [InlineData("--Hive:WebhookSecret=fine whsec_%%%", "Hive:WebhookSecret, number 2")]
    [InlineData("--Hive:WebhookSecret=whsec_", "Hive:WebhookSecret, number 1")]
    [InlineData("--Stub:DataPath=", "Stub:DataPath")]
    [InlineData("--Stub:KeepMessages=0", "Stub:KeepMessages")]
    [InlineData("--Stub:KeepBytes=0", "Stub:KeepBytes")]
    [InlineData("--Stub:RememberIds=5", "Stub:RememberIds")]
    [InlineData("--Console:DashboardUrl=localhost:18888", "Console:DashboardUrl")]
    [InlineData("--Console:WebSocketUrl=file:///ws", "Console:WebSocketUrl")]
    [InlineData("--Console:MaxDevices=0", "Console:MaxDevices")]
    [InlineData("--urls=http://0.0.0.0:0", "Stub:AllowRemote")]
    [InlineData("--urls=http://*:0", "Stub:AllowRemote")]
    [InlineData("--urls=http://[::]:0", "Stub:AllowRemote")]
    public async Task Start_BadSetting_SaysWhich(string setting, string named)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StubHost.StartAsync(settings: setting));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Stub:AllowRemote=false")]
    [InlineData("--AllowedHosts=")]
    public async Task Call_ByAnotherName_IsRefused(string setting)
    {
        await using var stub = await StubHost.StartAsync(settings: setting);
        var request = new HttpRequestMessage(HttpMethod.Post, "/devices");
        request.Headers.Host = "rebound.example";

        Assert.Equal(HttpStatusCode.BadRequest, (await stub.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Call_ByAnotherNameWhenRemoteIsAllowed_IsServed()
    {
        await using var stub = await StubHost.StartAsync(settings: "--Stub:AllowRemote=true");
        var request = new HttpRequestMessage(HttpMethod.Post, "/devices");
        request.Headers.Host = "hive-backend.internal";

        Assert.Equal(HttpStatusCode.Created, (await stub.Client.SendAsync(request)).StatusCode);
    }
}
