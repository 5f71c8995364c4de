using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Mailroom.Messaging.Events;
using Pabal.Server;

namespace Mailroom.Api.Tests.Http;

/// <summary>Mail that came: stored once, decoded, and handed out so that it can do no harm.</summary>
public class ReceivedTests(PostgreSqlFixture postgreSql)
{
    private const string Mail =
        "Message-ID: <theirs@example.test>\r\nFrom: =?utf-8?B?7JWo66as7Iqk?= <alice@example.test>\r\nTo: bob@example.test\r\n" +
        "Subject: =?euc-kr?B?vsiz5w==?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nplain words\r\n" +
        "--b\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n" +
        "--b\r\nContent-Type: text/html; name=\"../../x.html\"\r\nContent-Disposition: attachment; filename=\"../../x\u0001.html\"\r\n\r\n<b>file</b>\r\n--b--\r\n";

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Mail_ThatComesTwice_IsStoredOnceAndConfirmedTwice(DatabaseKind kind)
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await ApiHost.StartAsync(
            broker.AmqpUri.ToString(), kind == DatabaseKind.PostgreSql ? await postgreSql.CreateDatabaseAsync() : null);
        await using var bot = new TestBot(broker.AmqpUri.ToString(), (string?)null);
        await bot.IsListeningAsync(Received("probe"));

        await bot.PublishAsync(Received("one"));
        await bot.NextAsync<MailStored>(stored => stored.CorrelationId == "one");
        await bot.PublishAsync(Received("one"));
        await Waiting.UntilAsync(
            () => Task.FromResult(bot.Events.OfType<MailStored>().Count(stored => stored.CorrelationId == "one")), count => count == 2);

        var list = (await api.GetAsync("/v1/received?q=plain"))["items"]!.AsArray();
        list.Count.ShouldBe(2, "the probe and the mail");
        ((string?)list[0]!["subject"]).ShouldBe("안녕");
    }

    [Fact]
    public async Task Mail_IsShownDecoded_WithItsAttachmentsToBeSaved()
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await ApiHost.StartAsync(broker.AmqpUri.ToString());
        await using var bot = new TestBot(broker.AmqpUri.ToString());
        await bot.PublishAsync(Received("one"));
        var id = await StoredAsync(api);

        var mail = await api.GetAsync($"/v1/received/{id}");

        ((string?)mail["source"]).ShouldBe("inbox");
        ((string?)mail["from"]![0]!["name"]).ShouldBe("앨리스");
        ((string?)mail["mailId"]).ShouldBe("theirs@example.test");
        ((string?)mail["text"])!.ShouldContain("plain words");
        ((string?)mail["html"])!.ShouldContain("<script>");
        mail["headers"]!.AsArray().Select(field => (string?)field!["name"]).ShouldContain("Message-ID");
        ((string?)mail["envelopeTo"]![0]).ShouldBe("bob@example.test");
        ((int?)mail["attachments"]![0]!["number"]).ShouldBe(1);
        var raw = await api.Client.GetByteArrayAsync($"/v1/received/{id}/raw");
        raw.ShouldBe(Encoding.UTF8.GetBytes(Mail));
    }

    [Fact]
    public async Task Attachment_IsSavedAndNeverShown()
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await ApiHost.StartAsync(broker.AmqpUri.ToString());
        await using var bot = new TestBot(broker.AmqpUri.ToString());
        await bot.PublishAsync(Received("one"));
        var id = await StoredAsync(api);

        foreach (var path in new[] { "attachments/1", "raw" })
        {
            var answer = await api.Client.GetAsync($"/v1/received/{id}/{path}").WithinAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            answer.Content.Headers.ContentDisposition.ToString().ShouldNotContain("..");
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            answer.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; sandbox"]);
        }
        (await api.Client.GetStringAsync($"/v1/received/{id}/attachments/1")).ShouldContain("<b>file</b>");
        await api.GetAsync($"/v1/received/{id}/attachments/2", HttpStatusCode.NotFound);
        await api.GetAsync($"/v1/received/{id}/attachments/0", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Answer_IsThreaded_AndStandsInTheTimeline()
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await ApiHost.StartAsync(broker.AmqpUri.ToString());
        await using var bot = new TestBot(broker.AmqpUri.ToString());
        await bot.PublishAsync(Received("one"));
        var mail = ApiHost.Mail("Re");
        mail["inReplyTo"] = await StoredAsync(api);

        var id = await api.AcceptAsync(mail);
        var raw = await api.Client.GetStringAsync($"/v1/messages/{id}/raw");
        raw.ShouldContain("In-Reply-To: <theirs@example.test>\r\n");
        raw.ShouldContain("References: <theirs@example.test>\r\n");
        var mailId = (string)(await api.GetAsync($"/v1/messages/{id}"))["mailId"]!;
        await bot.PublishAsync(Received("itself") with { Content = Encoding.ASCII.GetBytes(raw) });
        await bot.PublishAsync(Received("answer") with { Content = Encoding.ASCII.GetBytes($"In-Reply-To: <{mailId}>\r\n\r\nyes\r\n") });

        var message = await Waiting.UntilAsync(() => api.GetAsync($"/v1/messages/{id}"), view => Kinds(view).Contains("answered") && Kinds(view).Contains("received"));
        var answer = message["timeline"]!.AsArray().Single(entry => (string?)entry!["kind"] == "answered")!["receivedId"]!;
        ((Guid?)(await api.GetAsync($"/v1/received/{answer}"))["messageId"]).ShouldBe(id);
    }

    [Fact]
    public async Task Mail_ThatIsNone_IsStoredAllTheSame()
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await ApiHost.StartAsync(broker.AmqpUri.ToString());
        await using var bot = new TestBot(broker.AmqpUri.ToString());

        await bot.PublishAsync(Received("one") with { Content = [0, 255, 13, 10, 0] });

        var mail = await api.GetAsync($"/v1/received/{await StoredAsync(api)}");
        mail["defects"]!.AsArray().Select(defect => (string?)defect).ShouldContain("NoHeader");
    }

    private static IEnumerable<string?> Kinds(JsonNode message) => message["timeline"]!.AsArray().Select(entry => (string?)entry!["kind"]);

    private static MailReceived Received(string id) => new()
    {
        Id = id,
        CorrelationId = id,
        Time = DateTimeOffset.UtcNow,
        Source = "inbox",
        ReceivedAt = DateTimeOffset.UtcNow,
        EnvelopeFrom = "alice@example.test",
        EnvelopeTo = ["bob@example.test"],
        Content = Encoding.UTF8.GetBytes(Mail),
    };

    private static async Task<Guid> StoredAsync(ApiHost api)
    {
        var list = await Waiting.UntilAsync(() => api.GetAsync("/v1/received"), page => page["items"]!.AsArray().Count > 0);
        return (Guid)list["items"]![0]!["id"]!;
    }
}
