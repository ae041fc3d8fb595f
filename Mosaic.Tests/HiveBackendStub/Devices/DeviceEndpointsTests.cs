using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mosaic.Tests.HiveBackendStub.Devices;

public sealed class DeviceEndpointsTests
{
    [Fact]
    public async Task Register_NoBody_TokenValidatesAgainstTheJwks()
    {
        await using var stub = await StubHost.StartAsync();

        var answer = await stub.Client.PostAsync("/devices", null);
        var device = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var uuid = device.GetProperty("device").GetString()!;
        Assert.Equal($"/devices/{uuid}", answer.Headers.Location?.OriginalString);
        Assert.Equal(Guid.ParseExact(uuid, "D").ToString("D"), uuid);

        var token = await ValidateAsync(stub, device.GetProperty("token").GetString()!);
        Assert.Equal("ES256", token.Alg);
        Assert.Equal(uuid, token.Subject);
        Assert.Equal(["mosaic"], token.Audiences);
        Assert.Equal(TimeSpan.FromHours(1), token.ValidTo - token.IssuedAt);
        Assert.Equal(device.GetProperty("expires").GetDateTimeOffset().UtcDateTime, token.ValidTo);
    }

    [Fact]
    public async Task Register_DeviceAndLifetimeGiven_AreInTheToken()
    {
        await using var stub = await StubHost.StartAsync();

        var answer = await stub.Client.PostAsync("/devices",
            StubHost.Json("""{"device":"0198C0DE-6B1F-7C3A-9F42-2F6F0C1D2E3F","expiresin":90}"""));
        var device = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f", device.GetProperty("device").GetString());
        var token = await ValidateAsync(stub, device.GetProperty("token").GetString()!);
        Assert.Equal("0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f", token.Subject);
        Assert.Equal(TimeSpan.FromSeconds(90), token.ValidTo - token.IssuedAt);
    }

    [Theory]
    [InlineData("""{"device":"not-a-uuid"}""", "device")]
    [InlineData("""{"device":"{0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f}"}""", "device")]
    [InlineData("""{"device":5}""", "device")]
    [InlineData("""{"expiresin":0}""", "expiresin")]
    [InlineData("""{"expiresin":-1}""", "expiresin")]
    [InlineData("""{"expiresin":2592001}""", "expiresin")]
    [InlineData("""{"expiresin":1e99}""", "expiresin")]
    [InlineData("""{"expiresin":"60"}""", "expiresin")]
    [InlineData("""{"expire":60}""", "expire")]
    [InlineData("""{"expiresin":60,""", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    public async Task Register_BadBody_SaysWhichField(string body, string field)
    {
        await using var stub = await StubHost.StartAsync();

        var answer = await stub.Client.PostAsync("/devices", StubHost.Json(body));

        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, "invalid-request", field);
    }

    [Fact]
    public async Task Register_BodyNotJson_Is415()
    {
        await using var stub = await StubHost.StartAsync();

        var answer = await stub.Client.PostAsync("/devices", new StringContent("device=1"));

        await ProblemAssert.IsAsync(answer, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task Renew_UnknownDevice_RegistersIt()
    {
        await using var stub = await StubHost.StartAsync();

        var answer = await stub.Client.PostAsync($"/devices/{Delivery.Device}/token", StubHost.Json("""{"expiresin":60}"""));
        var device = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(Delivery.Device, (await ValidateAsync(stub, device.GetProperty("token").GetString()!)).Subject);
        var registered = Assert.Single((await stub.GetAsync("/registrations")).GetProperty("devices").EnumerateArray());
        Assert.Equal(Delivery.Device, registered.GetProperty("device").GetString());
    }

    [Theory]
    [InlineData("/devices/nobody/token", "{}")]
    [InlineData($"/devices/{Delivery.Device}/token", """{"device":"0198c0de-0000-7c3a-9f42-2f6f0c1d2e3f"}""")]
    public async Task Renew_BadDevice_SaysSo(string path, string body)
    {
        await using var stub = await StubHost.StartAsync();

        var answer = await stub.Client.PostAsync(path, StubHost.Json(body));

        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, "invalid-request", "device");
    }

    [Fact]
    public async Task Jwks_Always_HoldsNoPrivateKey()
    {
        await using var stub = await StubHost.StartAsync();

        var key = Assert.Single((await stub.GetAsync("/.well-known/jwks.json")).GetProperty("keys").EnumerateArray());

        Assert.Equal("ES256", key.GetProperty("alg").GetString());
        Assert.False(key.TryGetProperty("d", out _));
    }

    private static async Task<JsonWebToken> ValidateAsync(StubHost stub, string token)
    {
        var keys = new JsonWebKeySet(await stub.Client.GetStringAsync("/.well-known/jwks.json"));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = keys.GetSigningKeys(),
            TryAllIssuerSigningKeys = false,
            ValidAudience = "mosaic",
            ValidIssuer = "hive-backend-stub",
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }
}
