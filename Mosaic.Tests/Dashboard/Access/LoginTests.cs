using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Mosaic.Dashboard.Access;

namespace Mosaic.Tests.Dashboard.Access;

public sealed class LoginTests
{
    private const string Token = "the-token-of-this-run";

    [Fact]
    public async Task Page_WithoutLogin_SendsToTheLoginAndBack()
    {
        await using var app = await StartAsync();
        using var browser = Browser(app);

        using var answer = await browser.GetAsync("/traces?resource=echo");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/login?returnUrl=%2Ftraces%3Fresource%3Decho", answer.Headers.Location?.OriginalString);

        using var login = await browser.GetAsync($"{answer.Headers.Location}&t={Token}");
        Assert.Equal("/traces?resource=echo", login.Headers.Location?.OriginalString);
        Assert.Equal("the page", await browser.GetStringAsync("/traces"));
    }

    [Fact]
    public async Task Call_WithoutLogin_IsRefused()
    {
        await using var app = await StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync("/_blazor/negotiate", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/app.css")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health")).StatusCode);
    }

    [Fact]
    public async Task Link_WithTheToken_SetsACookieThatScriptsAndOtherSitesDoNotGet()
    {
        await using var app = await StartAsync();
        using var browser = Browser(app, keepsCookies: false);

        using var answer = await browser.GetAsync($"/login?t={Token}");

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test/")]
    [InlineData("/\\evil.test/")]
    [InlineData("/\t/evil.test/")]
    [InlineData("evil.test")]
    [InlineData("")]
    public async Task Login_WithAReturnAddressElsewhere_StaysHere(string returnUrl)
    {
        await using var app = await StartAsync();
        using var browser = Browser(app);

        using var answer = await browser.GetAsync($"/login?t={Token}&returnUrl={Uri.EscapeDataString(returnUrl)}");

        Assert.Equal("/", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Login_WithAWrongToken_IsRefusedAndSaysSo()
    {
        await using var app = await StartAsync();
        using var browser = Browser(app);

        using var link = await browser.GetAsync("/login?t=wrong");
        using var form = await browser.PostAsync("/login", new FormUrlEncodedContent([new("t", Token + "x"), new("returnUrl", "\"><script>")]));

        Assert.Equal(HttpStatusCode.Unauthorized, link.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, form.StatusCode);
        Assert.False(form.Headers.Contains("Set-Cookie"));
        var page = await form.Content.ReadAsStringAsync();
        Assert.Contains("role=\"alert\" >", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_WithTheToken_LetsIn()
    {
        await using var app = await StartAsync();
        using var browser = Browser(app);
        Assert.Contains("role=\"alert\" hidden", await browser.GetStringAsync("/login"), StringComparison.Ordinal);

        using var answer = await browser.PostAsync("/login", new FormUrlEncodedContent([new("t", $" {Token} "), new("returnUrl", "/metrics")]));

        Assert.Equal("/metrics", answer.Headers.Location?.OriginalString);
        Assert.Equal("the page", await browser.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task Cookie_OfADashboardThatWasStartedAgain_IsGoodForTheSameTokenOnly()
    {
        await using var first = await StartAsync();
        using var browser = Browser(first, keepsCookies: false);
        using var login = await browser.GetAsync($"/login?t={Token}");
        var value = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0].Split('=')[1];

        await using var again = await StartAsync();
        await using var other = await StartAsync("--Dashboard:Frontend:BrowserToken=another");

        Assert.Equal(HttpStatusCode.OK, await GetAsync(again));
        Assert.Equal(HttpStatusCode.Redirect, await GetAsync(other));

        async Task<HttpStatusCode> GetAsync(WebApplication app)
        {
            using var client = Browser(app, keepsCookies: false);
            client.DefaultRequestHeaders.Add("Cookie", $"mosaic-dashboard-{client.BaseAddress!.Port}={value}");
            using var answer = await client.GetAsync("/");
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Page_WithoutSecurity_IsServedToThisMachineUnderItsOwnNameOnly()
    {
        await using var app = await StartAsync("--Dashboard:Frontend:AuthMode=Unsecured");
        using var browser = Browser(app);

        Assert.Equal("the page", await browser.GetStringAsync("/"));
        browser.DefaultRequestHeaders.Host = "rebound.evil.test";
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/")).StatusCode);
    }

    private static async Task<WebApplication> StartAsync(params string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder([$"--Dashboard:Frontend:BrowserToken={Token}", .. args]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAccess();
        var app = builder.Build();
        app.UseAccess();
        app.MapFallback(() => "the page");
        await app.StartAsync();
        return app;
    }

    private static HttpClient Browser(WebApplication app, bool keepsCookies = true)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = keepsCookies }) { BaseAddress = new Uri(app.Urls.Single()) };
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        return client;
    }
}
