using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Mailroom.Web.Tests.Browsing;

/// <summary>A page that is looked at, with all that went wrong in it.</summary>
internal sealed class TestPage : IAsyncDisposable
{
    private readonly IBrowserContext context;

    private TestPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>Exceptions, and violations of the page's policy.</summary>
    public ConcurrentQueue<string> Problems { get; } = new();

    public ILocator Main => Page.Locator("main");

    public ILocator Badge => Main.Locator(".badge").First;

    public ILocator Notices => Page.Locator("#notices");

    public static async Task<TestPage> OpenAsync(IBrowserContext context, IPage page, string address)
    {
        var opened = new TestPage(context, page);
        page.PageError += (_, error) => opened.Problems.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                opened.Problems.Enqueue(message.Text);
        };
        await page.GotoAsync(address);
        return opened;
    }

    public Task GoAsync(string link) => Page.GetByRole(AriaRole.Navigation).GetByText(link).ClickAsync();

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Field(string label) => Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true });

    /// <summary>Fills in a mail without sending it.</summary>
    public async Task WriteAsync(string to, string subject, string text)
    {
        await GoAsync("Write");
        await Field("To").FillAsync(to);
        await Field("Subject").FillAsync(subject);
        await Field("Text").FillAsync(text);
    }

    public async ValueTask DisposeAsync() => await context.CloseAsync();
}
