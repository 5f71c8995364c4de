using Mailroom.Web.Tests.Browsing;
using Mailroom.Web.Tests.Fake;

namespace Mailroom.Web.Tests;

/// <summary>The page's modules that need no page.</summary>
public class ModuleTests(Chromium chromium)
{
    private const string Stream = "id: 1\r\nevent: message\r\ndata: {\"a\":\r\ndata:1}\r\n\r\n: still here\n\nretry: 250\ndata: x\n\nid: 2\n\ndata: lost";

    [Theory]
    [InlineData("a@x, b@y;c@z", "a@x|b@y|c@z")]
    [InlineData("\"Doe, Jane\" <jane@x>, \"a;b\"@y", "\"Doe, Jane\" <jane@x>|\"a;b\"@y")]
    [InlineData(" a@x ,, \n b@y, ", "a@x|b@y")]
    [InlineData("Odd <a,b@x>, c@y", "Odd <a,b@x>|c@y")]
    [InlineData("", "")]
    public async Task SplitAddresses_OfALine_FindsEach(string line, string expected)
    {
        var found = await EvaluateAsync<string>(
            "async line => (await import('/split-addresses.js')).splitAddresses(line).join('|')", line);

        found.ShouldBe(expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task SseParser_InPiecesOfAnySize_GivesTheSameEvents(int size)
    {
        var found = await EvaluateAsync<string>(
            """
            async ([text, size]) => {
              const { SseParser } = await import('/sse-parser.js');
              const parser = new SseParser();
              const events = [];
              for (let at = 0; at < text.length; at += size) events.push(...parser.push(text.slice(at, at + size)));
              return JSON.stringify([events, parser.lastId, parser.retry]);
            }
            """,
            new object[] { Stream, size });

        found.ShouldBe(
            """[[{"type":"message","data":"{\"a\":\n1}","id":"1"},{"type":"message","data":"x","id":"1"}],"2",250]""");
    }

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1023, "1023 bytes")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(3 << 20, "3.0 MiB")]
    public async Task Size_OfOctets_IsWrittenForPeople(int octets, string expected) =>
        (await EvaluateAsync<string>("async octets => (await import('/format.js')).size(octets)", octets)).ShouldBe(expected);

    private async Task<T> EvaluateAsync<T>(string script, object argument)
    {
        await using var api = await FakeApi.StartAsync();
        await using var opened = await chromium.OpenAsync(api.AddressWithKey);
        return await opened.Page.EvaluateAsync<T>(script, argument);
    }
}
