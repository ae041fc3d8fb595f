using System.Net;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using Mosaic.Dashboard.Otlp;

namespace Mosaic.Tests.Dashboard.Otlp;

public sealed class ListenerTests
{
    [Fact]
    public async Task Endpoints_AtAnotherAddress_AreNotThere()
    {
        await using var dashboard = await RunningDashboard.StartAsync("Dashboard:Frontend:AuthMode=Unsecured");
        using var client = new HttpClient();

        Assert.Equal(HttpStatusCode.NotFound, await PostTracesAsync(dashboard.Pages));
        Assert.Equal(HttpStatusCode.OK, await PostTracesAsync(dashboard.Http));
        Assert.Equal(HttpStatusCode.OK, await GetHealthAsync(dashboard.Pages));
        Assert.Equal(HttpStatusCode.NotFound, await GetHealthAsync(dashboard.Http));
        Assert.Equal(3, new HashSet<int> { dashboard.Pages.Port, dashboard.Http.Port, dashboard.Grpc.Port }.Count);

        async Task<HttpStatusCode> GetHealthAsync(Uri at)
        {
            using var answer = await client.GetAsync(new Uri(at, "health"));
            return answer.StatusCode;
        }

        async Task<HttpStatusCode> PostTracesAsync(Uri at)
        {
            using var body = new ByteArrayContent(TestSpans.Request("x").ToByteArray());
            body.Headers.ContentType = new("application/x-protobuf");
            using var answer = await client.PostAsync(new Uri(at, "v1/traces"), body);
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://192.0.2.1:4317")]
    [InlineData("http://example.com:4317")]
    public async Task Address_OfANetworkWithoutAKey_IsRefusedAtTheStart(string address)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => RunningDashboard.StartAsync($"ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL={address}"));

        Assert.Contains("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:1", null, null, true)]
    [InlineData("http://[::1]:1", null, null, true)]
    [InlineData("http://0.0.0.0:1", null, "key", true)]
    [InlineData("http://0.0.0.0:1", nameof(OtlpAuthMode.Unsecured), "key", false)]
    [InlineData("http://localhost:1", nameof(OtlpAuthMode.ApiKey), null, false)]
    public void Options_KeyAndAddress_AreValidTogether(string address, string? mode, string? key, bool isValid)
    {
        var options = new OtlpOptions
        {
            GrpcEndpointUrl = address,
            AuthMode = mode is null ? null : Enum.Parse<OtlpAuthMode>(mode),
            PrimaryApiKey = key,
        };

        Assert.Equal(isValid, new OtlpOptionsValidator().Validate(null, options).Succeeded);
    }
}
