using System.Text.RegularExpressions;
using Mailroom.Web.Tests.Fake;

namespace Mailroom.Web.Tests;

public class WebPageTests
{
    private static readonly string folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");

    private static IEnumerable<string> Files =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file));

    [Fact]
    public async Task File_OfThePage_ComesUnderAPolicyAndIsAskedForAgain()
    {
        await using var api = await FakeApi.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(api.Address) };

        foreach (var file in Files)
        {
            using var answer = await http.GetAsync(new Uri($"/{file}", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldStartWith("default-src 'none'", customMessage: file);
            policy.Contains("unsafe", StringComparison.Ordinal).ShouldBe(file == Path.Combine("mail", "frame.html"), file);
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            answer.Headers.CacheControl!.NoCache.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Frame_OfAMail_IsASandboxWithoutScripts()
    {
        await using var api = await FakeApi.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(api.Address) };

        using var answer = await http.GetAsync(new Uri("/mail/frame.html", UriKind.Relative));

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox");
        policy.ShouldNotContain("script-src");
        policy.ShouldNotContain("http");
    }

    [Fact]
    public void Files_OfThePage_NameNothingOutside()
    {
        Files.Count().ShouldBeGreaterThan(20);
        foreach (var file in Files)
        {
            Regex.Matches(File.ReadAllText(Path.Combine(folder, file)), "(?:https?:)?//[a-z0-9][a-z0-9.-]*", RegexOptions.IgnoreCase)
                .Select(match => match.Value).Where(found => found != "http://www.w3.org").ShouldBeEmpty(file);
        }
    }

    [Fact]
    public void Html_IsMadeFromTextInOneModuleOnly()
    {
        var sinks = new Regex("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|srcdoc|DOMParser|eval\\(|new Function");

        Files.Where(file => file.EndsWith(".js", StringComparison.Ordinal) && sinks.IsMatch(File.ReadAllText(Path.Combine(folder, file))))
            .ShouldBe([Path.Combine("parts", "mail-frame.js")]);
    }
}
