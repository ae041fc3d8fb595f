using System.Text.RegularExpressions;

namespace Mosaic.Tests.HiveBackendStub.Pages;

public sealed partial class PageTests
{
    [Fact]
    public async Task Page_WhatItLinks_IsServedFromHere()
    {
        await using var stub = await StubHost.StartAsync();

        var page = await stub.Client.GetAsync("/");
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var links = Links().Matches(html).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.StartsWith("/", link, StringComparison.Ordinal));
        foreach (var link in links) (await stub.Client.GetAsync(link)).EnsureSuccessStatusCode();
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Links();
}
