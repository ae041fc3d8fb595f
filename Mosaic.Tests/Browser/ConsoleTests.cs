using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Mosaic.Tests.Browser;

/// <summary>What a newcomer does in the Hive console, with nothing but a browser.</summary>
[Collection(BrowserCollection.Name)]
public class ConsoleTests(BrowserFixture system)
{
    [Fact]
    public async Task Request_OfADeviceRegisteredAndConnectedInTheBrowser_IsAnsweredByHand()
    {
        await using var visitor = await system.VisitAsync();
        var browserDevice = await ConnectDeviceAsync(visitor);
        var page = await visitor.OpenAsync(new(system.Console, $"/console/device?id={browserDevice.Id}"));
        await Expect(page.GetByTestId("device-state")).ToHaveTextAsync("Connected");

        await page.GetByLabel("Type", new() { Exact = true }).FillAsync("org.example.photo");
        await page.GetByLabel("Data (JSON").FillAsync("""{"width":640}""");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the request" }).ClickAsync();
        await Expect(page.GetByTestId("device-state")).ToHaveTextAsync("Awaiting a confirmation");

        await Expect(browserDevice.Request("org.example.photo")).ToContainTextAsync("\"width\": 640");
        await browserDevice.AnswerAsync("org.example.photo", """{"taken":"by hand"}""");

        var answer = page.GetByTestId("answer");
        await Expect(answer).ToContainTextAsync("Confirmed with 200");
        await Expect(answer).ToContainTextAsync("\"taken\": \"by hand\"");
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "Request org.example.photo" })).ToContainTextAsync("Confirmed with 200");
    }

    [Fact]
    public async Task Request_WithBrokenData_IsNotSentAndSaysWhere()
    {
        await using var visitor = await system.VisitAsync();
        var (device, _) = await ConnectDeviceAsync(visitor);
        var page = await visitor.OpenAsync(new(system.Console, $"/console/device?id={device}"));

        await page.GetByLabel("Data (JSON").FillAsync("{\"a\":1,\n \"b\":oops}");

        await Expect(page.Locator("#data-note")).ToContainTextAsync("line 2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the request" }).ClickAsync();
        await Expect(page.GetByTestId("answer")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task Event_ThatABrokenBackendRefuses_IsADeadLetterAndArrivesWhenReplayed()
    {
        await using var visitor = await system.VisitAsync();
        var (device, browserDevice) = await ConnectDeviceAsync(visitor);
        var faults = await visitor.OpenAsync(new(system.Console, "/console/faults"));
        await faults.GetByLabel("HTTP status").FillAsync("422");
        await faults.GetByLabel("Only of this device").FillAsync(device);
        await faults.GetByRole(AriaRole.Button, new() { Name = "Set these faults" }).ClickAsync();
        await Expect(faults.GetByTestId("fault-plan")).ToContainTextAsync("422");

        await browserDevice.GetByLabel("Type").FillAsync("org.example.refused");
        await browserDevice.GetByRole(AriaRole.Button, new() { Name = "Send the event" }).ClickAsync();
        var letters = await visitor.OpenAsync(new(system.Console, "/console/dead-letters"));
        var letter = letters.GetByRole(AriaRole.Article).Filter(new() { HasText = device });
        await Eventually.True(
            async () =>
            {
                await letters.GetByRole(AriaRole.Button, new() { Name = "Refresh" }).ClickAsync();
                return await letter.CountAsync() == 1;
            },
            BrowserFixture.Patience);
        await Expect(letter).ToContainTextAsync("Refused by the backend");
        await letter.GetByText("Message", new() { Exact = true }).ClickAsync();
        await Expect(letter.Locator("pre")).ToContainTextAsync("org.example.refused");

        await faults.GetByRole(AriaRole.Button, new() { Name = "Heal the backend" }).ClickAsync();
        await Expect(faults.GetByRole(AriaRole.Button, new() { Name = "Heal the backend" })).ToBeDisabledAsync();
        await letter.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();

        await Expect(letters.Locator("#outcome")).ToContainTextAsync("on its way again");
        await Expect(letter).ToHaveCountAsync(0);
        var page = await visitor.OpenAsync(new(system.Console, $"/console/device?id={device}"));
        await Expect(page.Locator("#messages")).ToContainTextAsync("org.example.refused");
    }

    [Fact]
    public async Task DeadLetters_AnsweredInAnotherOrderThanAsked_AreThoseOfTheLastQuestion()
    {
        await using var visitor = await system.VisitAsync();
        var letters = await visitor.OpenAsync(new(system.Console, "/console/dead-letters"));
        await Expect(letters.Locator("#count")).ToBeAttachedAsync();
        var first = new TaskCompletionSource<IRoute>();
        await letters.RouteAsync("**/dead-letters?limit=*", route => first.TrySetResult(route) ? Task.CompletedTask : AnswerAsync(route, "[]"));
        var refresh = letters.GetByRole(AriaRole.Button, new() { Name = "Refresh" });

        await refresh.ClickAsync();
        var overtaken = await first.Task.WaitAsync(BrowserFixture.Patience);
        await letters.RunAndWaitForResponseAsync(() => refresh.ClickAsync(), response => response.Url.Contains("/dead-letters?", StringComparison.Ordinal));
        await letters.RunAndWaitForResponseAsync(
            () => AnswerAsync(overtaken, """[{"key":"0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f","id":"old","device":null,"type":"t","reason":"rejected","status":422,"detail":null,"at":"2026-01-01T00:00:00Z","attempts":1,"bytes":2,"traceparent":null}]"""),
            response => response.Request == overtaken.Request);

        // The page has had its turn with the late answer.
        await letters.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
        await Expect(letters.Locator("#none")).ToBeVisibleAsync();
        await Expect(letters.GetByRole(AriaRole.Article)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Session_ClosedFromTheConsole_IsAwayAndComesBack()
    {
        await using var visitor = await system.VisitAsync();
        var (device, browserDevice) = await ConnectDeviceAsync(visitor);
        var page = await visitor.OpenAsync(new(system.Console, $"/console/device?id={device}"));
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Close its session" }).ClickAsync();

        await Expect(page.Locator("#history")).ToContainTextAsync("Disconnected", new() { IgnoreCase = true });
        await Expect(browserDevice.Locator("#frames")).ToContainTextAsync("4504");
    }

    [Fact]
    public async Task Fleet_WithSimulatedDevices_ShowsWhatEachOneSentLast()
    {
        await using var visitor = await system.VisitAsync();
        var fleet = await visitor.OpenAsync(system.Console);
        var row = fleet.GetByRole(AriaRole.Row).Filter(new() { HasText = "org.example.temperature" }).First;
        await Expect(row).ToContainTextAsync("\"celsius\":");
        await Expect(row).ToContainTextAsync("Connected");

        var shown = await row.InnerTextAsync();
        await Expect(row).Not.ToHaveTextAsync(shown);
    }

    [Fact]
    public async Task Lists_ThatAreEmpty_SayWhatFillsThem()
    {
        await using var visitor = await system.VisitAsync();
        var fleet = await visitor.OpenAsync(system.Console);
        await fleet.GetByLabel("Search").FillAsync("no such device");
        await Expect(fleet.Locator("#no-rows")).ToHaveTextAsync("No device matches the search and the state above.");

        var device = await visitor.OpenAsync(new(system.Console, $"/console/device?id={Guid.NewGuid()}"));
        await Expect(device.Locator("#no-history")).ToContainTextAsync("press Be this device in the browser");
        await Expect(device.Locator("#no-requests")).ToContainTextAsync("sent with the form above");
        await Expect(device.Locator("#no-messages")).ToContainTextAsync("What the device sends");

        var browserDevice = await visitor.OpenAsync(new(system.Console, "/console/browser-device"));
        await Expect(browserDevice.Locator("#no-session")).ToContainTextAsync("press Connect");
        await Expect(browserDevice.Locator("#no-requests")).ToContainTextAsync("send one from the device's page");
        await Expect(browserDevice.Locator("#no-frames")).ToContainTextAsync("once the device connects");
    }

    [Fact]
    public async Task Lists_OfABackendThatHasSeenNothing_SayWhatFillsThem()
    {
        await using var visitor = await system.VisitAsync();
        var page = await visitor.OpenAsync(new(system.Console, "/console/register"));
        await page.RouteAsync("**/console/api/stream", route => route.FulfillAsync(new() { ContentType = "text/event-stream", Body = "event: snapshot\ndata: {\"totals\":{}}\n\n" }));
        await page.RouteAsync("**/dead-letters?limit=*", route => AnswerAsync(route, "[]"));

        await page.GotoAsync(system.Console.AbsoluteUri);
        await Expect(page.Locator("#none")).ToContainTextAsync("Devices appear here when they are registered or connect");
        await Expect(page.Locator("#no-rows")).ToContainTextAsync("No device yet");
        await page.GotoAsync(new Uri(system.Console, "/console/dead-letters").AbsoluteUri);
        await Expect(page.Locator("#none")).ToContainTextAsync("when the backend refuses it for good");
    }

    [Fact]
    public async Task Fleet_ByKeyboardAlone_FindsAndOpensADevice()
    {
        await using var visitor = await system.VisitAsync();
        var (device, _) = await ConnectDeviceAsync(visitor);
        var fleet = await visitor.OpenAsync(system.Console);

        await fleet.GetByLabel("Search").FillAsync(device);
        var link = fleet.GetByRole(AriaRole.Link, new() { Name = device });
        await Expect(fleet.GetByRole(AriaRole.Row).Filter(new() { Has = link })).ToContainTextAsync("Connected");
        await link.FocusAsync();
        await fleet.Keyboard.PressAsync("Enter");

        await Expect(fleet.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(device);
    }

    private Task<BrowserDevice> ConnectDeviceAsync(Visitor visitor) => BrowserDevice.ConnectAsync(visitor, system.Console);

    private static Task AnswerAsync(IRoute route, string letters) =>
        route.FulfillAsync(new() { ContentType = "application/json", Body = $$"""{"deadletters":{{letters}},"next":null}""" });
}
