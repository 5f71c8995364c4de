using Mailroom.Web.Tests.Browsing;
using Mailroom.Web.Tests.Fake;
using static Microsoft.Playwright.Assertions;

namespace Mailroom.Web.Tests;

public class TimelineTests(Chromium chromium)
{
    [Fact]
    public async Task Message_WhileItIsSent_ShowsEachStepLive()
    {
        await using var api = await FakeApi.StartAsync();
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);
        await opened.WriteAsync("Ann <ann@example.com>, bob@example.com", "Hello", "How are you?");
        await opened.Button("Send").ClickAsync();
        await Expect(opened.Badge).ToHaveTextAsync("Accepted");
        var message = api.Messages.Values.Single();

        api.Enter(message, "sending", "started", attempt: 1);
        await Expect(opened.Badge).ToHaveTextAsync("Sending");
        api.Enter(message, "deferred", "deferred", attempt: 1, detail: "451 later");
        await Expect(opened.Badge).ToHaveTextAsync("Trying again");
        api.Enter(message, "sent", "sent", attempt: 2, detail: "250 taken");
        await Expect(opened.Badge).ToHaveTextAsync("Sent");

        await Expect(opened.Main.Locator(".timeline .what")).ToHaveTextAsync(
            ["Accepted", "Attempt begun (attempt 1)", "Not yet: will be tried again (attempt 1)", "Sent (attempt 2)"]);
        await Expect(opened.Main.Locator(".timeline")).ToContainTextAsync("451 later");
        await Expect(opened.Main.GetByRole(Microsoft.Playwright.AriaRole.Status)).ToHaveTextAsync("State: Sent");
        message.Content["to"]!.ToJsonString().ShouldBe("""["Ann \u003Cann@example.com\u003E","bob@example.com"]""");
        opened.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Message_WhoseStreamBreaks_GoesOnWhereItWas()
    {
        await using var api = await FakeApi.StartAsync();
        var message = api.Add("Hello", "queued");
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);
        await opened.Main.Locator(".row a").ClickAsync();
        await Expect(opened.Page.Locator("#connection")).ToHaveTextAsync("live");
        api.Enter(message, "sending", "started", attempt: 1);
        await Expect(opened.Badge).ToHaveTextAsync("Sending");

        api.Events.Break();
        api.Enter(message, "sent", "sent", attempt: 1);

        await Expect(opened.Badge).ToHaveTextAsync("Sent");
        await Expect(opened.Page.Locator("#connection")).ToHaveTextAsync("live");
        api.Events.Resumed.ToArray()[^1].ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Stream_ThatFallsSilent_IsMadeAnew()
    {
        await using var api = await FakeApi.StartAsync();
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);
        await Expect(opened.Page.Locator("#connection")).ToHaveTextAsync("live");
        await opened.Page.Clock.InstallAsync();
        api.Events.Break();
        await Waiting.UntilAsync(() => api.Events.Resumed.Count == 2);
        await Expect(opened.Page.Locator("#connection")).ToHaveTextAsync("live");

        await opened.Page.Clock.FastForwardAsync("01:00");

        await Waiting.UntilAsync(() => api.Events.Resumed.Count == 3);
    }

    [Fact]
    public async Task Message_AfterReload_GoesOnLive()
    {
        await using var api = await FakeApi.StartAsync();
        var message = api.Add("Hello", "queued");
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);
        await opened.Main.Locator(".row a").ClickAsync();
        await Expect(opened.Badge).ToHaveTextAsync("Queued");

        await opened.Page.ReloadAsync();
        await Expect(opened.Badge).ToHaveTextAsync("Queued");
        api.Enter(message, "sent", "sent", attempt: 1);

        await Expect(opened.Badge).ToHaveTextAsync("Sent");
    }

    [Fact]
    public async Task Failed_SentAgainFromTheList_IsUnderWayAgain()
    {
        await using var api = await FakeApi.StartAsync();
        var message = api.Add("Hello", "failed");
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);

        await opened.Button("Send again").ClickAsync();

        await Expect(opened.Badge).ToHaveTextAsync("Accepted");
        await Expect(opened.Notices).ToContainTextAsync("It is being sent again.");
        message.State.ShouldBe("accepted");
    }

    [Fact]
    public async Task Uncertain_SentAgain_OnlyAfterAQuestion()
    {
        await using var api = await FakeApi.StartAsync();
        var message = api.Add("Hello", "uncertain");
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);

        await opened.Button("Send again").ClickAsync();
        await opened.Button("No").ClickAsync();
        await Expect(opened.Page.Locator("#question")).ToBeHiddenAsync();
        message.State.ShouldBe("uncertain");
        await opened.Button("Send again").ClickAsync();
        await opened.Button("Yes").ClickAsync();

        await Expect(opened.Badge).ToHaveTextAsync("Accepted");
    }

    [Fact]
    public async Task Scheduled_Cancelled_SaysSo()
    {
        await using var api = await FakeApi.StartAsync();
        api.Add("Hello", "scheduled");
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);
        await opened.Main.Locator(".row a").ClickAsync();

        await opened.Button("Cancel").ClickAsync();

        await Expect(opened.Badge).ToHaveTextAsync("Cancelled");
        await Expect(opened.Button("Cancel")).ToHaveCountAsync(0);
    }
}
