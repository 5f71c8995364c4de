using System.Text.Json.Nodes;
using Mailroom.Web.Tests.Browsing;
using Mailroom.Web.Tests.Fake;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Mailroom.Web.Tests;

public class HostileMailTests(Chromium chromium)
{
    // Whatever runs leaves a mark on one of the windows, or asks the stranger for something.
    private const string Mark = "top.marked=parent.marked=window.marked=true";

    private static string Attack(int port) => $"""
        <html onclick="{Mark}"><head><title>x</title>
        <meta http-equiv="refresh" content="0;url=http://127.0.0.1:{port}/refresh">
        <base href="http://127.0.0.1:{port}/base/">
        <link rel="stylesheet" href="http://127.0.0.1:{port}/style.css"><link rel="preconnect" href="http://127.0.0.1:{port}">
        <link rel="prefetch" href="http://127.0.0.1:{port}/prefetch"><link rel="icon" href="http://127.0.0.1:{port}/icon">
        <style>@import url(http://127.0.0.1:{port}/import.css); p {"{"} background: url(http://127.0.0.1:{port}/background.png) {"}"}
        @font-face {"{"} font-family: f; src: url(http://127.0.0.1:{port}/font) {"}"} p {"{"} font-family: f {"}"}</style></head>
        <body onload="{Mark}" background="relative.png"><script>{Mark}</script><script src="http://127.0.0.1:{port}/script.js"></script>
        <img src=x onerror="{Mark}"><img src="http://127.0.0.1:{port}/pixel.png" srcset="http://127.0.0.1:{port}/2.png 2x">
        <svg onload="{Mark}"><script>{Mark}</script><image href="http://127.0.0.1:{port}/svg.png"/><animate onbegin="{Mark}"/></svg>
        <iframe src="http://127.0.0.1:{port}/frame"></iframe><iframe srcdoc="<script>{Mark}</script>"></iframe>
        <object data="http://127.0.0.1:{port}/object"></object><embed src="http://127.0.0.1:{port}/embed">
        <video src="http://127.0.0.1:{port}/video" poster="http://127.0.0.1:{port}/poster"></video>
        <details open ontoggle="{Mark}"><summary>x</summary></details><input autofocus onfocus="{Mark}">
        <form action="http://127.0.0.1:{port}/form"><button id="submit">submit</button></form>
        <a id="script" href="javascript:{Mark}">script</a>
        <p id="end">the end of the mail</p></body></html>
        """;

    [Fact]
    public async Task Html_ThatAttacks_RunsNothingAndAsksNobody()
    {
        using var stranger = new Stranger();
        await using var api = await FakeApi.StartAsync();
        var id = api.AddReceived(new JsonObject { ["subject"] = "Attack", ["text"] = "plain", ["html"] = Attack(stranger.Port) });
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);
        await opened.Page.GotoAsync($"{api.Address}/#/inbox/{id}");
        var mail = opened.Page.FrameLocator(".mail-frame");
        await Expect(mail.Locator("#end")).ToBeVisibleAsync();

        await mail.Locator("#submit").ClickAsync();
        await mail.Locator("#script").ClickAsync();
        await opened.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 300)))");

        (await opened.Page.EvaluateAsync<bool>("'marked' in window")).ShouldBeFalse();
        stranger.Heard.ShouldBeEmpty();
        await Expect(mail.Locator("#end")).ToBeVisibleAsync();
        opened.Page.Url.ShouldEndWith($"/#/inbox/{id}");
        opened.Page.Frames.Where(frame => frame.Url.Contains($":{stranger.Port}", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Attack_OnAPageWithoutProtection_Succeeds()
    {
        using var stranger = new Stranger();
        await using var opened = await chromium.OpenAsync("about:blank");

        // Without leaving for another page, which would take the mark along.
        await opened.Page.SetContentAsync(
            Attack(stranger.Port).Replace("http-equiv", "name", StringComparison.Ordinal), new PageSetContentOptions { WaitUntil = WaitUntilState.Commit });

        await opened.Page.WaitForFunctionAsync("'marked' in window");
        await Waiting.UntilAsync(() => !stranger.Heard.IsEmpty);
    }

    [Fact]
    public async Task Fields_WithMarkup_AreShownAsText()
    {
        const string markup = "<img src=x onerror=\"window.marked=true\"><b>bold</b>";
        await using var api = await FakeApi.StartAsync();
        var id = api.AddReceived(new JsonObject
        {
            ["subject"] = markup,
            ["text"] = markup,
            ["from"] = new JsonArray(new JsonObject { ["name"] = markup, ["address"] = "x@example.net" }),
            ["attachments"] = new JsonArray(new JsonObject { ["number"] = 1, ["fileName"] = markup, ["contentType"] = "text/html", ["size"] = 3 }),
        });
        var message = api.Add(markup, "failed");
        api.Enter(message, "failed", "failed", attempt: 1, detail: markup);
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);

        await Expect(opened.Main.Locator(".subject")).ToHaveTextAsync(markup);
        await opened.Main.Locator(".row a").ClickAsync();
        await Expect(opened.Main.Locator(".timeline .detail")).ToHaveTextAsync(markup);
        await opened.GoAsync("Inbox");
        await Expect(opened.Main.Locator(".subject")).ToHaveTextAsync(markup);
        await opened.Page.GotoAsync($"{api.Address}/#/inbox/{id}");
        await Expect(opened.Main.Locator("h1")).ToHaveTextAsync(markup);
        await Expect(opened.Main.Locator(".mail-text")).ToHaveTextAsync(markup);
        await Expect(opened.Button(markup)).ToBeVisibleAsync();

        (await opened.Page.Locator("main b, main img").CountAsync()).ShouldBe(0);
        (await opened.Page.EvaluateAsync<bool>("'marked' in window")).ShouldBeFalse();
    }

    [Fact]
    public async Task Html_OutsideTheFrame_CanNotBeMadeFromText()
    {
        await using var api = await FakeApi.StartAsync();
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);

        var refused = await opened.Page.EvaluateAsync<string>(
            "() => { try { document.body.innerHTML = '<b>x</b>'; return 'taken'; } catch (error) { return error.name; } }");

        refused.ShouldBe("TypeError");
    }

    [Fact]
    public async Task Attachment_ThatCallsItselfAPage_IsSavedAsOctets()
    {
        await using var api = await FakeApi.StartAsync();
        var id = api.AddReceived(new JsonObject
        {
            ["subject"] = "Page",
            ["text"] = "",
            ["attachments"] = new JsonArray(
                new JsonObject { ["number"] = 1, ["fileName"] = "../page.html", ["contentType"] = "text/html", ["size"] = 3 }),
        });
        api.Attachments[$"{id}/1"] = [1, 2, 3];
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);
        await opened.Page.GotoAsync($"{api.Address}/#/inbox/{id}");

        var saved = await opened.Page.RunAndWaitForDownloadAsync(() => opened.Button("../page.html").ClickAsync());

        (await File.ReadAllBytesAsync(await saved.PathAsync())).ShouldBe([1, 2, 3]);
        saved.SuggestedFilename.ShouldNotContain("/");
    }

    [Fact]
    public async Task Picture_ThatCameWithTheMail_IsShown()
    {
        const string dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        await using var api = await FakeApi.StartAsync();
        var id = api.AddReceived(new JsonObject
        {
            ["subject"] = "Picture",
            ["html"] = "<p style='color: rgb(1, 2, 3)'>Look</p><img src='cid:dot%40x'>",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["number"] = 1,
                ["fileName"] = null,
                ["contentType"] = "image/png",
                ["size"] = 70,
                ["contentId"] = "dot@x",
            }),
        });
        api.Attachments[$"{id}/1"] = Convert.FromBase64String(dot);
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);

        await opened.Page.GotoAsync($"{api.Address}/#/inbox/{id}");

        var mail = opened.Page.FrameLocator(".mail-frame");
        await Expect(mail.Locator("p")).ToHaveCSSAsync("color", "rgb(1, 2, 3)");
        await Expect(mail.Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 1);
        opened.Problems.ShouldBeEmpty();
    }
}
