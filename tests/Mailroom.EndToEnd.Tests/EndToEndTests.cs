using System.Net;
using System.Text;
using System.Text.Json;
using Mailroom.Servers;
using RabbitMQ.Client;

namespace Mailroom.EndToEnd.Tests;

/// <summary>What a user of Mailroom sees, whatever it stands on.</summary>
public abstract class EndToEndTests : IAsyncDisposable
{
    private readonly Installation installation;

    // Of each test alone: the servers are those of all.
    private readonly string mark = Guid.NewGuid().ToString("N");

    protected EndToEndTests(Installation installation)
    {
        Assert.SkipWhen(installation.Missing is not null, installation.Missing ?? "");
        this.installation = installation;
    }

    private ApiClient Client => installation.Client;

    private MailServers Mail => installation.Mail;

    [Fact]
    public async Task Mail_AcceptedOverHttp_IsDeliveredOnceAndComesBackLinkedToIt()
    {
        var attachment = Encoding.UTF8.GetBytes($"첨부 {mark}");

        var accepted = await Client.AcceptAsync(new
        {
            to = new[] { "Zoë <zoe@example.test>" },
            cc = new[] { new { name = "김철수", address = "kim@example.test" } },
            bcc = new[] { "hidden@example.test" },
            subject = $"안녕 {mark}",
            text = "Grüße",
            html = "<p>Grüße <b>안녕</b></p>",
            attachments = new[] { new { fileName = "보고서.txt", contentType = "text/plain", content = attachment } },
        });
        var sent = await Client.WhenAsync(
            accepted.Id(), message => message.State() == "sent" && message.Kinds().Contains("received"));

        accepted.State().ShouldBe("accepted");
        sent.Kinds().Where(kind => kind != "received").ShouldBe(["accepted", "queued", "started", "sent"], ignoreOrder: true);
        sent.Only("sent").Text("detail").ShouldStartWith("250 ");
        // One for each recipient, because all of them have the same mailbox here.
        await DeliveredAsync(accepted.Text("mailId"), 3);
        var summaries = await Client.ReceivedAsync(mark, 3);
        summaries.Count.ShouldBe(3);
        var received = await Client.GetAsync($"v1/received/{summaries[0].Id()}");
        received.GetProperty("messageId").GetGuid().ShouldBe(accepted.Id());
        received.Text("source").ShouldBe("bob");
        received.Text("subject").ShouldBe($"안녕 {mark}");
        received.Text("text").Trim().ShouldBe("Grüße");
        received.Text("html").ShouldContain("<b>안녕</b>");
        received.GetProperty("cc")[0].Text("name").ShouldBe("김철수");
        received.GetProperty("attachments")[0].Text("fileName").ShouldBe("보고서.txt");
        (await Client.GetBytesAsync($"v1/received/{summaries[0].Id()}/attachments/1")).ShouldBe(attachment);
        Encoding.UTF8.GetString(await Client.GetBytesAsync($"v1/received/{summaries[0].Id()}/raw"))
            .Split("\r\n\r\n")[0].ShouldNotContain("Bcc:");
    }

    [Fact]
    public async Task Mail_PutOffTwice_IsSentByTheThirdAttempt()
    {
        Mail.Policy.Refuse(Address("grey"), "450 4.2.0 Greylisted", 2);

        var accepted = await AcceptAsync(Address("grey"));
        var sent = await Client.InStateAsync(accepted.Id(), "sent");

        sent.GetProperty("attempt").GetInt32().ShouldBe(3);
        sent.Kinds().Count(kind => kind == "started").ShouldBe(3);
        var deferred = sent.Timeline().Where(entry => entry.Text("kind") == "deferred").ToList();
        deferred.Select(entry => entry.GetProperty("attempt").GetInt32()).ShouldBe([1, 2]);
        deferred.ShouldAllBe(entry => entry.Text("detail").Contains("Greylisted"));
        await DeliveredAsync(accepted.Text("mailId"), 1);
    }

    [Fact]
    public async Task Mail_RefusedForGood_FailsAtOnceWithTheServersWords()
    {
        var accepted = await AcceptAsync("never@example.test");
        var failed = await Client.InStateAsync(accepted.Id(), "failed");

        failed.GetProperty("attempt").GetInt32().ShouldBe(1);
        failed.Only("failed").Text("detail").ShouldContain("550 5.1.1");
        failed.Text("detail").ShouldContain("No such user");
        Mail.Count(accepted.Text("mailId")).ShouldBe(0);
    }

    [Fact]
    public async Task Mail_WithOneRecipientRefused_IsSentToTheOther()
    {
        var accepted = await AcceptAsync("never@example.test", Address("good"));
        var sent = await Client.InStateAsync(accepted.Id(), "sent");

        sent.Only("refused").Text("detail").ShouldStartWith("never@example.test: 550 5.1.1");
        await DeliveredAsync(accepted.Text("mailId"), 1);
    }

    [Fact]
    public async Task Mail_CancelledBeforeItsTime_IsNeverSent()
    {
        var accepted = await Client.AcceptAsync(
            new { to = new[] { Address("later") }, subject = mark, text = "x", sendAt = DateTimeOffset.UtcNow.AddHours(1) });

        using var response = await Client.PostAsync($"v1/messages/{accepted.Id()}/cancel");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var cancelled = await Client.InStateAsync(accepted.Id(), "cancelled");
        cancelled.Kinds().ShouldBe(["scheduled", "cancelled"]);
    }

    [Fact]
    public async Task Mail_CancelledBetweenTwoAttempts_IsNeverSent()
    {
        Mail.Policy.Refuse(Address("grey"), "450 4.2.0 Greylisted", int.MaxValue);
        var accepted = await AcceptAsync(Address("grey"));
        await Client.InStateAsync(accepted.Id(), "deferred");

        using var response = await Client.PostAsync($"v1/messages/{accepted.Id()}/cancel");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Client.InStateAsync(accepted.Id(), "cancelled");
        Mail.Policy.Refuse(Address("grey"), "", 0);
        // What is sent afterwards passes what still waits in the broker: the longest wait is shorter than these two.
        Mail.Policy.Refuse(Address("last"), "450 4.2.0 Greylisted", 4);
        await Client.InStateAsync((await AcceptAsync(Address("last"))).Id(), "sent");
        (await Client.MessageAsync(accepted.Id())).State().ShouldBe("cancelled");
        Mail.Count(accepted.Text("mailId")).ShouldBe(0);
    }

    [Fact]
    public async Task Request_MadeAgainWithItsKey_IsCarriedOutOnce()
    {
        var mail = new { to = new[] { Address("once") }, subject = mark, text = "x" };
        using var first = await Client.PostAsync("v1/messages", mail, mark);
        using var second = await Client.PostAsync("v1/messages", mail, mark);
        using var other = await Client.PostAsync("v1/messages", mail with { text = "y" }, mark);

        var id = JsonElement.Parse(await first.Content.ReadAsStringAsync()).Id();
        second.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        JsonElement.Parse(await second.Content.ReadAsStringAsync()).Id().ShouldBe(id);
        other.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var sent = await Client.InStateAsync(id, "sent");
        await DeliveredAsync(sent.Text("mailId"), 1);
    }

    [Fact]
    public async Task Mail_InjectedBySwaks_IsStoredOnceWithItsAttachments()
    {
        using var folder = new ServerFolder("swaks");
        var file = folder.AddFile("notes.txt", $"notes {mark}");

        var (exitCode, dialogue) = await Swaks.SendAsync(
            installation.SmtpPort, "alice@client.test", "inbox@mailroom.test",
            "--header", $"Subject: injected {mark}", "--body", $"text {mark}",
            "--attach-type", "text/plain", "--attach-name", "notes.txt", "--attach", $"@{file}");

        exitCode.ShouldBe(0, dialogue);
        var summary = (await Client.ReceivedAsync(mark)).ShouldHaveSingleItem();
        var received = await Client.GetAsync($"v1/received/{summary.Id()}");
        received.Text("source").ShouldBe("smtp");
        received.Text("envelopeFrom").ShouldBe("alice@client.test");
        received.GetProperty("envelopeTo")[0].GetString().ShouldBe("inbox@mailroom.test");
        received.Text("text").ShouldContain(mark);
        received.GetProperty("attachments")[0].Text("fileName").ShouldBe("notes.txt");
        Encoding.UTF8.GetString(await Client.GetBytesAsync($"v1/received/{summary.Id()}/attachments/1")).ShouldBe($"notes {mark}");
    }

    [Fact]
    public async Task Mail_ForALaterTime_IsSentThen()
    {
        var sendAt = DateTimeOffset.UtcNow.AddSeconds(3);

        var accepted = await Client.AcceptAsync(new { to = new[] { Address("then") }, subject = mark, text = "x", sendAt });
        var sent = await Client.InStateAsync(accepted.Id(), "sent");

        accepted.State().ShouldBe("scheduled");
        sent.Only("started").GetProperty("time").GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(sendAt);
        await DeliveredAsync(accepted.Text("mailId"), 1);
    }

    [Fact]
    public async Task Mail_SentAgainAfterItFailed_IsDelivered()
    {
        Mail.Policy.Refuse(Address("moved"), "550 5.1.6 Moved", 1);
        var accepted = await AcceptAsync(Address("moved"));
        await Client.InStateAsync(accepted.Id(), "failed");

        using var response = await Client.PostAsync($"v1/messages/{accepted.Id()}/send-again");

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var sent = await Client.InStateAsync(accepted.Id(), "sent");
        sent.Only("sent-again");
        sent.Only("sent").GetProperty("attempt").GetInt32().ShouldBe(2);
        await DeliveredAsync(accepted.Text("mailId"), 1);
    }

    [Fact]
    public async Task Command_ThatTheBotRefuses_FailsItsMail()
    {
        var accepted = await Client.AcceptAsync(
            new { to = new[] { Address("later") }, subject = mark, text = "x", sendAt = DateTimeOffset.UtcNow.AddHours(1) });
        await using var connection = await new ConnectionFactory { Uri = new Uri(installation.BrokerUri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();

        // No bot takes one whose series begins with no attempt.
        await channel.BasicPublishAsync("mailroom", "mail.send", JsonSerializer.SerializeToUtf8Bytes(new
        {
            type = "mail.send",
            id = mark,
            correlationId = mark,
            time = DateTimeOffset.UtcNow,
            messageId = accepted.Id(),
            attempt = 1,
            firstAttempt = 0,
            from = "a@example.test",
            recipients = new[] { Address("later") },
            content = "",
        }));

        var failed = await Client.InStateAsync(accepted.Id(), "failed");
        failed.Text("detail").ShouldEndWith("given it up (rejected)");
    }

    [Fact]
    public async Task Mail_BetweenTwoAttempts_IsSentAfterTheBotsRestart()
    {
        Mail.Policy.Refuse(Address("grey"), "450 4.2.0 Greylisted", 4);
        var accepted = await AcceptAsync(Address("grey"));
        await Client.InStateAsync(accepted.Id(), "deferred");

        // Told to stop, it ends what it is doing; a crash in the middle of an attempt would make that uncertain.
        await installation.Bot.StopAsync();
        await installation.Bot.RestartAsync();

        var sent = await Client.InStateAsync(accepted.Id(), "sent");
        sent.GetProperty("attempt").GetInt32().ShouldBe(5);
        await DeliveredAsync(accepted.Text("mailId"), 1);
    }

    [Fact]
    public async Task Mail_AcceptedBeforeApiAndBotWereKilled_IsSentOnce()
    {
        await installation.Bot.KillAsync();
        var accepted = await AcceptAsync(Address("good"));
        await installation.Api.KillAsync();
        await installation.Api.RestartAsync();
        await installation.Bot.RestartAsync();

        await Client.InStateAsync(accepted.Id(), "sent");
        await DeliveredAsync(accepted.Text("mailId"), 1);
    }

    /// <summary>Shows what the servers said, where a test has failed: nothing of theirs is left afterwards.</summary>
    public ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.TestOutputHelper?.WriteLine(installation.DescribeEnd());
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private string Address(string name) => $"{name}-{mark[..8]}@example.test";

    private Task<JsonElement> AcceptAsync(params string[] to) => Client.AcceptAsync(new { to, subject = mark, text = "x" });

    // Postfix answers before it delivers.
    private async Task DeliveredAsync(string mailId, int count)
    {
        await Waiting.UntilAsync(() => Task.FromResult(Mail.Count(mailId)), found => found >= count, found => $"{found} were delivered.");
        Mail.Count(mailId).ShouldBe(count);
    }
}
