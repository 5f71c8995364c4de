using Mailroom.Web.Tests.Browsing;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Mailroom.Web.Tests.Browsing;

/// <summary>One browser for all tests, started by the first that needs it. Each page has a context of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const float TimeoutMs = 15_000;

    private readonly Lazy<Task<IBrowser>> browser;
    private IPlaywright? playwright;

    public Chromium() => browser = new Lazy<Task<IBrowser>>(LaunchAsync);

    private static string? Program => Array.Find(["/usr/bin/chromium", "/usr/bin/chromium-browser"], File.Exists);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A page in a context without any storage; skips the test where there is no browser.</summary>
    internal async Task<TestPage> OpenAsync(string address, BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(Program is null, "Chromium is not installed (Debian's package chromium).");
        var context = await (await browser.Value).NewContextAsync(options ?? new BrowserNewContextOptions { Locale = "en-GB" });
        context.SetDefaultTimeout(TimeoutMs);
        Assertions.SetDefaultExpectTimeout(TimeoutMs);
        var page = await context.NewPageAsync();
        return await TestPage.OpenAsync(context, page, address);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser.IsValueCreated)
            await (await browser.Value).DisposeAsync();
        playwright?.Dispose();
    }

    private async Task<IBrowser> LaunchAsync()
    {
        playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            // Chromium's own sandbox can't be had by root.
            Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [],
        });
    }
}
