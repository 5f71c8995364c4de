using System.Text.Json.Nodes;

namespace Mailroom.Api.Tests.Http;

/// <summary>Lists, pages and searching.</summary>
public class ListTests(PostgreSqlFixture postgreSql)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Pages_OfAllMessages_HaveEachOnceTheNewestFirst(DatabaseKind kind)
    {
        // Every message a second later, because ids of the same millisecond have no order.
        var time = new MovableTime();
        await using var api = await StartAsync(kind, time);
        for (var i = 0; i < 7; i++)
        {
            await api.AcceptAsync(ApiHost.Mail($"Mail {i}"));
            time.Move(TimeSpan.FromSeconds(1));
        }

        var subjects = new List<string>();
        string? cursor = null;
        do
        {
            var page = await api.GetAsync($"/v1/messages?limit=3&cursor={cursor}");
            page["items"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(3);
            subjects.AddRange(Subjects(page));
            cursor = (string?)page["nextCursor"];
        }
        while (cursor is not null);

        subjects.ShouldBe(["Mail 6", "Mail 5", "Mail 4", "Mail 3", "Mail 2", "Mail 1", "Mail 0"]);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Search_FindsWordsInSubjectAddressAndText(DatabaseKind kind)
    {
        await using var api = await StartAsync(kind, new MovableTime());
        var first = ApiHost.Mail("Invoice 100% paid");
        first["to"] = new JsonArray("Émile Zola <zola@paris.test>");
        var second = ApiHost.Mail("청구서 42");
        second["text"] = "C:\\temp_file ÄÖÜ";
        await api.AcceptAsync(first);
        await api.AcceptAsync(second);

        await FindsAsync("invoice", "Invoice 100% paid");
        await FindsAsync("PAID invoice", "Invoice 100% paid");
        await FindsAsync("ÉMILE", "Invoice 100% paid");
        await FindsAsync("zola@paris", "Invoice 100% paid");
        await FindsAsync("구서", "청구서 42");
        await FindsAsync("äöü", "청구서 42");
        await FindsAsync("p_file", "청구서 42");
        await FindsAsync("\\temp", "청구서 42");
        await FindsAsync("0%", "Invoice 100% paid");
        await FindsAsync("invoice 청구서");
        await FindsAsync("t_mp");
        await FindsAsync("' OR 1=1 --");

        async Task FindsAsync(string words, params string[] subjects) =>
            Subjects(await api.GetAsync($"/v1/messages?q={Uri.EscapeDataString(words)}")).ShouldBe(subjects, words);
    }

    [Fact]
    public async Task List_OfAState_HasOnlyMessagesInIt()
    {
        await using var api = await StartAsync(DatabaseKind.Sqlite, new MovableTime());
        var cancelled = await api.AcceptAsync(ApiHost.Mail("Cancelled"));
        await api.AcceptAsync(ApiHost.Mail("Accepted"));
        await api.PostAsync($"/v1/messages/{cancelled}/cancel");

        Subjects(await api.GetAsync("/v1/messages?state=cancelled")).ShouldBe(["Cancelled"]);
        Subjects(await api.GetAsync("/v1/messages?state=accepted")).ShouldBe(["Accepted"]);
        Subjects(await api.GetAsync("/v1/messages?state=sent")).ShouldBeEmpty();
    }

    private static IEnumerable<string> Subjects(JsonNode page) => page["items"]!.AsArray().Select(item => (string)item!["subject"]!);

    private async Task<ApiHost> StartAsync(DatabaseKind kind, TimeProvider time) => await ApiHost.StartAsync(
        database: kind == DatabaseKind.PostgreSql ? await postgreSql.CreateDatabaseAsync() : null, time: time);
}
