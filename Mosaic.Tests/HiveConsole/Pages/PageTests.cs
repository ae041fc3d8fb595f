using System.Net;
using System.Text.RegularExpressions;
using Mosaic.Tests.HiveBackendStub;

namespace Mosaic.Tests.HiveConsole.Pages;

public sealed partial class PageTests
{
    public static TheoryData<string> Pages =>
        ["/", "/console/device", "/console/register", "/console/browser-device", "/console/dead-letters", "/console/faults"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_WhatItNeeds_IsServedFromHere(string path)
    {
        await using var stub = await StubHost.StartAsync();

        var page = await stub.Client.GetAsync(path);
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        var needed = new Queue<string>(Links().Matches(html).Select(match => match.Groups[1].Value).Where(link => link[0] != '#'));
        Assert.NotEmpty(needed);
        var seen = new HashSet<string>();
        while (needed.TryDequeue(out var link))
        {
            if (!seen.Add(link))
            {
                continue;
            }

            Assert.StartsWith("/", link, StringComparison.Ordinal);
            using var answer = await stub.Client.GetAsync(link);
            Assert.True(answer.IsSuccessStatusCode, $"{link} answered {answer.StatusCode}");
            if (answer.Content.Headers.ContentType?.MediaType != "text/javascript")
            {
                continue;
            }

            foreach (Match import in Imports().Matches(await answer.Content.ReadAsStringAsync()))
            {
                needed.Enqueue(new Uri(new Uri(stub.Client.BaseAddress!, link), import.Groups[1].Value).AbsolutePath);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_Policy_LetsNothingElseIn(string path)
    {
        await using var stub = await StubHost.StartAsync(settings: "--Console:WebSocketUrl=http://localhost:5100");

        var page = await stub.Client.GetAsync(path);
        var html = await page.Content.ReadAsStringAsync();

        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(path == "/console/browser-device", policy.EndsWith("; connect-src 'self' ws://localhost:5100", StringComparison.Ordinal));
        Assert.Equal(path == "/console/browser-device", policy.Contains("connect-src", StringComparison.Ordinal));
        Assert.DoesNotMatch(Inline(), html);
        Assert.DoesNotContain("{main}", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Navigation_OfAPage_MarksItAlone()
    {
        await using var stub = await StubHost.StartAsync();

        var html = await stub.Client.GetStringAsync("/console/faults");

        Assert.Equal("/console/faults", Assert.Single(Current().Matches(html)).Groups[1].Value);
    }

    [Fact]
    public async Task Asset_AskedForAgain_IsNotSentAgain()
    {
        await using var stub = await StubHost.StartAsync();
        var first = await stub.Client.GetAsync("/console/assets/shared/style.css");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/console/assets/shared/style.css");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        Assert.Equal(HttpStatusCode.NotModified, (await stub.Client.SendAsync(again)).StatusCode);
    }

    [Theory]
    [InlineData("/console/assets/none.js")]
    [InlineData("/console/assets/layout.html")]
    public async Task Asset_ThatIsNone_Is404(string path)
    {
        await using var stub = await StubHost.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await stub.Client.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Settings_Configured_AreWhatPagesNeed()
    {
        await using var stub = await StubHost.StartAsync(
            settings: ["--Console:WebSocketUrl=https://sockets.example/base/", "--Console:DashboardUrl=http://localhost:18888/"]);

        Assert.Equal(
            """{"dashboard":"http://localhost:18888","websocket":"wss://sockets.example/base/ws"}""",
            await stub.Client.GetStringAsync("/console/api/settings"));
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Links();

    [GeneratedRegex("from '([^']+)'")]
    private static partial Regex Imports();

    [GeneratedRegex("<script(?![^>]*src=)|<style|\\sstyle=|\\son[a-z]+=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("href=\"([^\"]*)\" aria-current=\"page\"")]
    private static partial Regex Current();
}
