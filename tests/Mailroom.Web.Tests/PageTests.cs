using Mailroom.Web.Tests.Browsing;
using Mailroom.Web.Tests.Fake;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Mailroom.Web.Tests;

public class PageTests(Chromium chromium)
{
    [Fact]
    public async Task Key_GivenInTheAddress_IsUsedAndNotSeenAnyMore()
    {
        await using var api = await FakeApi.StartAsync();
        api.Add("First mail", "sent");
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);

        await Expect(opened.Main.GetByText("First mail")).ToBeVisibleAsync();

        opened.Page.Url.ShouldNotContain(FakeApi.Key);
        await opened.Page.ReloadAsync();
        await Expect(opened.Main.GetByText("First mail")).ToBeVisibleAsync();
        opened.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Key_NotGiven_IsAskedForUntilTheServerTakesOne()
    {
        await using var api = await FakeApi.StartAsync();
        api.Add("First mail", "sent");
        await using var opened = await chromium.OpenAsync(api.Address);

        await opened.Field("Key").FillAsync("a wrong one");
        await opened.Button("Use this key").ClickAsync();
        await Expect(opened.Page.GetByText("The server did not accept that key.")).ToBeVisibleAsync();
        await opened.Field("Key").FillAsync(FakeApi.Key);
        await opened.Field("Key").PressAsync("Enter");

        await Expect(opened.Main.GetByText("First mail")).ToBeVisibleAsync();
        await Expect(opened.Page.Locator("#key-dialog")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Mail_ThatTheServerRefuses_StaysAsWrittenAndSaysWhy()
    {
        await using var api = await FakeApi.StartAsync();
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);
        api.Refusal = Results.ValidationProblem(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["to"] = ["no address: ann"] });
        await opened.WriteAsync("ann", "Hello", "How are you?");

        await opened.Button("Send").ClickAsync();

        await Expect(opened.Notices).ToContainTextAsync("no address: ann");
        await Expect(opened.Field("Text")).ToHaveValueAsync("How are you?");
        api.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Mail_SubmittedAgainAfterALostAnswer_HasTheSameIdempotencyKeyUntilItIsChanged()
    {
        await using var api = await FakeApi.StartAsync();
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);
        await opened.WriteAsync("ann@example.com", "Hello", "How are you?");
        for (var lost = 0; lost < 2; lost++)
        {
            api.Refusal = Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            await opened.Page.RunAndWaitForResponseAsync(() => opened.Button("Send").ClickAsync(), answer => answer.Status == 503);
            await Expect(opened.Button("Send")).ToBeEnabledAsync();
        }
        await opened.Field("Text").FillAsync("How are you now?");

        await opened.Button("Send").ClickAsync();

        await Expect(opened.Badge).ToHaveTextAsync("Accepted");
        var keys = api.IdempotencyKeys.ToArray();
        keys.Length.ShouldBe(3);
        keys[1].ShouldBe(keys[0]);
        keys[2].ShouldNotBe(keys[0]);
    }

    [Fact]
    public async Task Draft_AfterReload_IsStillThere()
    {
        await using var api = await FakeApi.StartAsync();
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);
        await opened.WriteAsync("ann@example.com", "Hello", "How are you?");

        await opened.Page.ReloadAsync();

        await Expect(opened.Field("To")).ToHaveValueAsync("ann@example.com");
        await Expect(opened.Field("Text")).ToHaveValueAsync("How are you?");
    }

    [Fact]
    public async Task List_SearchedAndFiltered_KeepsItInTheAddress()
    {
        await using var api = await FakeApi.StartAsync();
        api.Add("Invoice 1", "sent");
        api.Add("Invoice 2", "failed");
        api.Add("Greetings", "failed");
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);

        await opened.Field("Search").FillAsync("Invoice");
        await opened.Field("State").SelectOptionAsync("failed");
        await Expect(opened.Main.Locator(".row")).ToHaveCountAsync(1);
        await opened.Page.ReloadAsync();

        await Expect(opened.Main.Locator(".row .subject")).ToHaveTextAsync(["Invoice 2"]);
        await Expect(opened.Field("Search")).ToHaveValueAsync("Invoice");
    }

    [Fact]
    public async Task List_LongerThanAPage_ShowsTheRestOnDemand()
    {
        await using var api = await FakeApi.StartAsync();
        for (var i = 0; i < 60; i++)
            api.Add($"Mail {i}", "sent");
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);
        await Expect(opened.Main.Locator(".row")).ToHaveCountAsync(25);

        await opened.Button("Show older").ClickAsync();
        await Expect(opened.Main.Locator(".row")).ToHaveCountAsync(50);
        await opened.Button("Show older").ClickAsync();

        await Expect(opened.Main.Locator(".row")).ToHaveCountAsync(60);
        await Expect(opened.Button("Show older")).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    public async Task Page_AtAnyWidth_NeedsNoScrollingSideways(int width, ColorScheme scheme)
    {
        await using var api = await FakeApi.StartAsync();
        api.Add(new string('W', 200), "failed");
        await using var opened = await chromium.OpenAsync(api.AddressWithKey, new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 700 },
            ColorScheme = scheme,
        });
        await Expect(opened.Main.Locator(".row")).ToHaveCountAsync(1);
        (await WidthAsync()).ShouldBeLessThanOrEqualTo(width);

        await opened.Main.Locator(".row a").ClickAsync();
        await Expect(opened.Main.Locator(".timeline")).ToBeVisibleAsync();
        (await WidthAsync()).ShouldBeLessThanOrEqualTo(width);
        await opened.GoAsync("Write");
        await Expect(opened.Field("To")).ToBeFocusedAsync();
        (await WidthAsync()).ShouldBeLessThanOrEqualTo(width);

        Task<int> WidthAsync() => opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
    }
}
