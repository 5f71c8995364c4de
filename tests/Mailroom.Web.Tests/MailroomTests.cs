using System.Net.Http.Json;
using Mailroom.Tests;
using Mailroom.Web.Tests.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Mailroom.Web.Tests;

/// <summary>The page with all that belongs to it: API, broker, bot and mailbox.</summary>
public class MailroomTests(MailroomFixture mailroom) : IClassFixture<MailroomFixture>
{
    [Fact]
    public async Task Mail_Written_IsSentWhileItsTimelineIsWatchedAndComesBack()
    {
        await using var opened = await mailroom.OpenAsync();
        await opened.WriteAsync("Ann <ann@example.com>, bob@example.com", "Around the world", "Hello, 안녕");
        await opened.Button("Send").ClickAsync();

        await Expect(opened.Badge).ToHaveTextAsync("Sent");
        await Expect(opened.Main.Locator(".timeline [data-kind=sent]")).ToContainTextAsync("Sent (attempt 1)");
        await Expect(opened.Main.Locator(".timeline [data-kind=received]")).ToBeVisibleAsync();
        await opened.GoAsync("Inbox");
        await opened.Main.GetByText("Around the world").ClickAsync();

        await Expect(opened.Main.Locator(".mail-text")).ToContainTextAsync("Hello, 안녕");
        await Expect(opened.Main.Locator(".fields")).ToContainTextAsync("Ann <ann@example.com>, bob@example.com");
        opened.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Inbox_WhileItIsOpen_ShowsWhatComes()
    {
        await using var opened = await mailroom.OpenAsync();
        await opened.GoAsync("Inbox");
        await Expect(opened.Page.Locator("#connection")).ToHaveTextAsync("live");

        await mailroom.Http.SendAsync("ann@example.com", "Comes by itself");

        await Expect(opened.Main.GetByText("Comes by itself")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Attachment_ThereAndBack_HasTheSameOctets()
    {
        var octets = new byte[100_000];
        new Random(7).NextBytes(octets);
        await using var opened = await mailroom.OpenAsync();
        await opened.WriteAsync("ann@example.com", "With a file", "See the file.");
        await opened.Page.Locator("#attachments").SetInputFilesAsync([
            new FilePayload { Name = "Grüße 1.bin", MimeType = "application/octet-stream", Buffer = octets },
            new FilePayload { Name = "not this one.txt", MimeType = "text/plain", Buffer = "x"u8.ToArray() },
        ]);
        await opened.Button("Take out not this one.txt").ClickAsync();
        await opened.Button("Send").ClickAsync();
        await Expect(opened.Badge).ToHaveTextAsync("Sent");

        await opened.Main.Locator(".timeline [data-kind=received] a").ClickAsync();
        await Expect(opened.Main.Locator(".attachments li")).ToHaveCountAsync(1);
        var saved = await opened.Page.RunAndWaitForDownloadAsync(() => opened.Button("Grüße 1.bin").ClickAsync());

        saved.SuggestedFilename.ShouldBe("Grüße 1.bin");
        (await File.ReadAllBytesAsync(await saved.PathAsync())).ShouldBe(octets);
    }

    [Fact]
    public async Task Failed_SentAgain_IsSentInTheEnd()
    {
        await using var opened = await mailroom.OpenAsync();
        await opened.WriteAsync("later@example.com", "Later, then", "The mailbox takes it at the third attempt.");
        await opened.Button("Send").ClickAsync();
        await Expect(opened.Badge).ToHaveTextAsync("Failed");
        await Expect(opened.Main.Locator(".timeline [data-kind=failed]")).ToContainTextAsync("451");
        await opened.Button("Send again").ClickAsync();
        await Expect(opened.Main.Locator(".timeline [data-kind=failed]")).ToHaveCountAsync(2);
        await Expect(opened.Badge).ToHaveTextAsync("Failed");

        await opened.GoAsync("Outgoing");
        var row = opened.Main.Locator(".row", new LocatorLocatorOptions { HasText = "Later, then" });
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Send again" }).ClickAsync();

        await Expect(row.Locator(".badge")).ToHaveTextAsync("Sent");
    }

    [Fact]
    public async Task Failed_IsFoundByItsState()
    {
        await using var opened = await mailroom.OpenAsync();
        var id = await mailroom.Http.SendAsync("never@example.com", "Refused for good");
        await mailroom.Http.ReachesAsync(id, "failed");

        await opened.Field("State").SelectOptionAsync("failed");
        await opened.Field("Search").FillAsync("refused");

        await Expect(opened.Main.Locator(".row")).ToHaveCountAsync(1);
        await opened.Main.GetByText("Refused for good").ClickAsync();
        await Expect(opened.Main.Locator(".timeline [data-kind=failed]")).ToContainTextAsync("550");
    }

    [Fact]
    public async Task Mail_SentLater_WaitsAndCanBeCancelled()
    {
        await using var opened = await mailroom.OpenAsync();
        await opened.WriteAsync("ann@example.com", "Tomorrow", "Not today");
        await opened.Field("Send later (empty: now)").FillAsync(DateTime.Now.AddDays(1).ToString("yyyy-MM-ddTHH:mm"));
        await opened.Button("Send").ClickAsync();
        await Expect(opened.Badge).ToHaveTextAsync("Scheduled");

        await opened.Button("Cancel").ClickAsync();

        await Expect(opened.Badge).ToHaveTextAsync("Cancelled");
    }

    [Fact]
    public async Task Answer_ToAMail_BelongsToIt()
    {
        var id = await mailroom.Http.SendAsync("ann@example.com", "A question", "How are you?");
        var received = await mailroom.Http.ReceivesAsync("A question");
        await using var opened = await mailroom.OpenAsync();
        await opened.GoAsync("Inbox");
        await opened.Main.GetByText("A question", new LocatorGetByTextOptions { Exact = true }).ClickAsync();

        await opened.Main.GetByText("Reply", new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        await Expect(opened.Field("Subject")).ToHaveValueAsync("Re: A question");
        (await opened.Field("Text").InputValueAsync()).ShouldContain("> How are you?");
        await opened.Button("Send").ClickAsync();

        await Expect(opened.Badge).ToHaveTextAsync("Sent");
        var answer = await mailroom.Http.ReceivesAsync("Re: A question");
        ((string)answer["inReplyTo"]![0]!).ShouldBe((string)received["mailId"]!);
        id.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Html_ThatIsHostile_RunsNothingAfterItsWayThroughTheMail()
    {
        using var stranger = new Stranger();
        var html = $"""
            <p style="color: rgb(1, 2, 3)">Read me</p><script>top.marked = true</script><img src="http://127.0.0.1:{stranger.Port}/pixel"
            onerror="top.marked = true"><iframe src="http://127.0.0.1:{stranger.Port}/frame"></iframe>
            """;
        using var answer = await mailroom.Http.PostAsync(
            new Uri("/v1/messages", UriKind.Relative),
            JsonContent.Create(new { to = new[] { "ann@example.com" }, subject = "Hostile", text = "", html }));
        answer.EnsureSuccessStatusCode();
        var received = await mailroom.Http.ReceivesAsync("Hostile");
        await using var opened = await mailroom.OpenAsync();

        await opened.Page.GotoAsync($"{mailroom.Http.BaseAddress}#/inbox/{received["id"]}");

        await Expect(opened.Page.FrameLocator(".mail-frame").Locator("p")).ToHaveCSSAsync("color", "rgb(1, 2, 3)");
        await opened.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 300)))");
        (await opened.Page.EvaluateAsync<bool>("'marked' in window")).ShouldBeFalse();
        stranger.Heard.ShouldBeEmpty();
    }

    [Fact]
    public async Task Page_Reloaded_ShowsTheSameAndGoesOn()
    {
        await using var opened = await mailroom.OpenAsync();
        var id = await mailroom.Http.SendAsync("never@example.com", "Watched twice");
        await mailroom.Http.ReachesAsync(id, "failed");
        await opened.Page.GotoAsync($"{mailroom.Http.BaseAddress}#/messages/{id}");
        await Expect(opened.Badge).ToHaveTextAsync("Failed");

        await opened.Page.ReloadAsync();
        await Expect(opened.Page.Locator("#connection")).ToHaveTextAsync("live");
        using var again = await mailroom.Http.PostAsync(new Uri($"/v1/messages/{id}/send-again", UriKind.Relative), null);

        again.EnsureSuccessStatusCode();
        await Expect(opened.Main.Locator(".timeline [data-kind=failed]")).ToHaveCountAsync(2);
        await Expect(opened.Badge).ToHaveTextAsync("Failed");
    }

    [Fact]
    public async Task Keyboard_Alone_SufficesToWriteAMail()
    {
        await using var opened = await mailroom.OpenAsync();
        await Expect(opened.Main.Locator("h1")).ToBeVisibleAsync();
        var keyboard = opened.Page.Keyboard;
        // To the content, Mailroom, Write.
        for (var i = 0; i < 3; i++)
            await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        await Expect(opened.Field("To")).ToBeFocusedAsync();

        await keyboard.TypeAsync("ann@example.com");
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("By keyboard");
        await keyboard.PressAsync("Enter");

        await Expect(opened.Badge).ToHaveTextAsync("Sent");
        await mailroom.Http.ReceivesAsync("By keyboard");
    }
}
