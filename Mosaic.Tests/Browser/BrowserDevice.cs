using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Mosaic.Tests.Browser;

/// <summary>A device that is a page of the console, and what a person does with it there.</summary>
/// <param name="Id">Its UUID.</param>
/// <param name="Page">The page that it is.</param>
internal sealed partial record BrowserDevice(string Id, IPage Page)
{
    /// <summary>Registers a device on the console's page and connects it in the tab that this opens.</summary>
    public static async Task<BrowserDevice> ConnectAsync(Visitor visitor, Uri console)
    {
        var page = await visitor.OpenAsync(console);
        await FollowAsync(page.GetByRole(AriaRole.Navigation, new() { Name = "Console" }).GetByRole(AriaRole.Link, new() { Name = "Register" }));
        await page.GetByRole(AriaRole.Button, new() { Name = "Register the device" }).ClickAsync();
        var registered = page.GetByTestId("registered-device");
        await Expect(registered).ToHaveTextAsync(Uuid());
        var device = new BrowserDevice(await registered.InnerTextAsync(), page);

        await FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "Connect it in the browser" }));
        await device.ConnectAsync();
        return device;
    }

    public async Task ConnectAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        await Expect(Page.GetByTestId("connection-state")).ToHaveTextAsync("Connected");
    }

    public async Task DisconnectAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Disconnect", Exact = true }).ClickAsync();
        await Expect(Page.GetByTestId("connection-state")).ToHaveTextAsync("Not connected");
    }

    /// <summary>Sends an event and waits for its ack.</summary>
    public async Task SendAsync(string type, string data)
    {
        var sent = Page.Locator("#sent");
        var before = await sent.InnerTextAsync();
        await Page.GetByLabel("Type").FillAsync(type);
        await Page.Locator("#data").FillAsync(data);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Send the event" }).ClickAsync();
        await Expect(sent).ToContainTextAsync("Acked: ");
        await Expect(sent).Not.ToHaveTextAsync(before);
    }

    /// <summary>The request of a type that waits for its answer.</summary>
    public ILocator Request(string type) => Page.GetByRole(AriaRole.Article, new() { Name = $"Request {type}" });

    /// <summary>Answers the request of a type by hand.</summary>
    public async Task AnswerAsync(string type, string data, int status = 200)
    {
        await Request(type).GetByLabel("Status").FillAsync($"{status}");
        await Request(type).GetByLabel("Data (JSON").FillAsync(data);
        await Request(type).GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
        await Expect(Request(type)).ToHaveCountAsync(0);
    }

    /// <summary>Clicks a link and waits until its page has loaded, scripts included.</summary>
    private static async Task FollowAsync(ILocator link)
    {
        var address = await link.EvaluateAsync<string>("link => link.href");
        await link.ClickAsync();
        await link.Page.WaitForURLAsync(address);
    }

    [GeneratedRegex("^[0-9a-f-]{36}$")]
    private static partial Regex Uuid();
}
