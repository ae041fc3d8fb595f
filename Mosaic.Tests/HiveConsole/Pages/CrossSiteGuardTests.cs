using System.Net;
using Mosaic.Tests.HiveBackendStub;

namespace Mosaic.Tests.HiveConsole.Pages;

public sealed class CrossSiteGuardTests
{
    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task Post_FromAnotherSitesPage_IsRefused(string site)
    {
        await using var stub = await StubHost.StartAsync();

        var answer = await SendAsync(stub, HttpMethod.Post, "/devices", site, origin: null);

        await ProblemAssert.IsAsync(answer, HttpStatusCode.Forbidden, "cross-site");
        Assert.Equal(0, await stub.StatAsync("devices"));
    }

    [Theory]
    [InlineData("PUT", "/faults")]
    [InlineData("DELETE", "/faults")]
    [InlineData("POST", "/dead-letters/replay")]
    [InlineData("DELETE", "/devices/d/session")]
    [InlineData("GET", "/console/api/stream")]
    [InlineData("GET", "/console/api/websocket")]
    public async Task Call_OfAnotherOrigin_IsRefused(string method, string path)
    {
        await using var stub = await StubHost.StartAsync();

        foreach (var origin in new[] { "https://elsewhere.example", "http://localhost:1", "null" })
        {
            await ProblemAssert.IsAsync(
                await SendAsync(stub, new HttpMethod(method), path, site: null, origin), HttpStatusCode.Forbidden, "cross-site");
        }
    }

    [Fact]
    public async Task Post_OfTheOwnPages_IsServed()
    {
        await using var stub = await StubHost.StartAsync();
        var own = stub.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);

        Assert.Equal(HttpStatusCode.Created, (await SendAsync(stub, HttpMethod.Post, "/devices", "same-origin", own)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(stub, HttpMethod.Post, "/devices", site: null, own)).StatusCode);
    }

    [Fact]
    public async Task Post_OfAProgram_IsServed()
    {
        await using var stub = await StubHost.StartAsync();

        Assert.Equal(HttpStatusCode.Created, (await SendAsync(stub, HttpMethod.Post, "/devices", site: null, origin: null)).StatusCode);
    }

    [Fact]
    public async Task Page_LinkedFromElsewhere_IsServed()
    {
        await using var stub = await StubHost.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(stub, HttpMethod.Get, "/", "cross-site", origin: null)).StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(StubHost stub, HttpMethod method, string path, string? site, string? origin)
    {
        using var request = new HttpRequestMessage(method, path);
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await stub.Client.SendAsync(request);
    }
}
