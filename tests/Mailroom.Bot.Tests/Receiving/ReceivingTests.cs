using System.Text;
using Mailroom.Bot.Tests.Ledgers;
using Mailroom.Bot.Tests.Running;
using Mailroom.Bot.Tests.Sending;
using Mailroom.Mail;
using Mailroom.Mail.Sending;
using Mailroom.Mail.Tests;
using Mailroom.Messaging.Events;
using Mailroom.Messaging.Tests;
using Mailroom.Servers;

namespace Mailroom.Bot.Tests.Receiving;

/// <summary>What comes in goes to the API.</summary>
public class ReceivingTests
{
    private static readonly (string, string) listening = ("Bot:Listen:EndPoint", "127.0.0.1:0");

    [Fact]
    public async Task Smtp_DeliveredMail_IsPassedOn_EachDeliveryForItself()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync();
        await using var api = new TestApi(broker, isStoring: false);
        await using var bot = await RunningBot.StartAsync(broker.Uri, ledger.ConnectionString, listening);

        (await DeliverAsync(bot)).Outcome.ShouldBe(SendOutcome.Accepted);
        (await DeliverAsync(bot)).Outcome.ShouldBe(SendOutcome.Accepted);
        await api.Received.HandledAsync(2);

        var mails = api.Received.Handled.Cast<MailReceived>().ToList();
        mails[0].Source.ShouldBe("smtp");
        mails[0].EnvelopeFrom.ShouldBe("a@example.test");
        mails[0].EnvelopeTo.ShouldBe(["b@example.test"]);
        Encoding.UTF8.GetString(mails[0].Content).ShouldContain("Subject: test\r\n");
        mails[0].Id.ShouldNotBe(mails[1].Id);
    }

    [Fact]
    public async Task Smtp_WithoutABroker_IsPutOff()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync();
        await using var bot = await RunningBot.StartAsync(broker.Uri, ledger.ConnectionString, listening);
        await broker.StopAsync();

        var result = await DeliverAsync(bot);

        result.Outcome.ShouldBe(SendOutcome.TransientFailure);
        result.Reply.ShouldNotBeNull().Code.ShouldBe(451);
    }

    [Theory]
    // By what the listener announces, the sender knows before it asks.
    [InlineData("5000", 100_000, null)]
    [InlineData("50000", 10_000, 552)]
    public async Task Smtp_MailThatIsTooLarge_IsRefusedForGood(string announced, int taken, int? code)
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync(taken);
        await using var bot = await RunningBot.StartAsync(
            broker.Uri, ledger.ConnectionString, listening, ("Bot:Listen:MaxMessageBytes", announced));

        var result = await DeliverAsync(bot, bodyLength: 20_000);

        result.Outcome.ShouldBe(SendOutcome.PermanentFailure);
        ((int?)result.Reply?.Code).ShouldBe(code);
        (await DeliverAsync(bot)).Outcome.ShouldBe(SendOutcome.Accepted);
    }

    [Fact]
    public async Task Imap_MailLargerThanTheBrokerTakes_IsLeftAlone_AndTheOthersAreTaken()
    {
        Assert.SkipWhen(DovecotServer.Missing is not null, DovecotServer.Missing ?? "");
        await using var dovecot = await DovecotServer.StartAsync();
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync(maxMessageBytes: 10_000);
        await dovecot.DeliverAsync(Encoding.ASCII.GetBytes($"Subject: large\r\n\r\n{Lines(20_000)}"));
        await dovecot.DeliverAsync("Subject: small\r\n\r\nbody\r\n"u8.ToArray());
        await using var api = new TestApi(broker);
        await using var bot = await StartWithImapAsync(dovecot, ledger, broker);

        await Waiting.UntilAsync(() => IsSeen(dovecot));

        Encoding.UTF8.GetString(((MailReceived)api.Received.Handled.Single()).Content).ShouldContain("Subject: small");
        // Marked with a keyword, which a letter stands for, it isn't fetched again.
        await Waiting.UntilAsync(() => Directory.GetFiles(Path.Combine(dovecot.Maildir, "cur"))
            .Any(file => file.EndsWith(":2,a", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Imap_Mail_IsTakenWhenTheApiHasStoredIt()
    {
        Assert.SkipWhen(DovecotServer.Missing is not null, DovecotServer.Missing ?? "");
        await using var dovecot = await DovecotServer.StartAsync();
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync();
        await dovecot.DeliverAsync("Subject: fetched\r\n\r\nbody\r\n"u8.ToArray());
        await using (var deaf = new TestApi(broker, isStoring: false))
        await using (var bot = await StartWithImapAsync(dovecot, ledger, broker))
        {
            // Offered again, under the same id, as long as it isn't stored.
            await deaf.Received.HandledAsync(2);
            deaf.Received.Handled.Select(content => content.Id).Distinct().Count().ShouldBe(1);
            await using var api = new TestApi(broker);
            await Waiting.UntilAsync(() => IsSeen(dovecot));
            api.Received.Handled.Concat(deaf.Received.Handled).Select(content => content.Id).Distinct().Count().ShouldBe(1);
            var mail = deaf.Received.Handled.First().ShouldBeOfType<MailReceived>();
            mail.Source.ShouldBe("inbox");
            Encoding.UTF8.GetString(mail.Content).ShouldContain("Subject: fetched");
        }
    }

    [Fact]
    public async Task Postfix_TakesWhatTheBotSends()
    {
        Assert.SkipWhen(PostfixServer.Missing is not null, PostfixServer.Missing ?? "");
        await using var postfix = await PostfixServer.StartAsync();
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync();
        await using var api = new TestApi(broker);
        await using var bot = await RunningBot.StartAsync(
            broker.Uri, ledger.ConnectionString, ("Bot:Smtp:Port", $"{postfix.Ports.Smtp}"));
        var taken = TestBot.Command();
        var putOff = TestBot.Command() with { Recipients = ["later@example.test"] };
        var refused = TestBot.Command() with { Recipients = ["never@example.test"] };

        foreach (var command in new[] { taken, putOff, refused })
            await api.PublishAsync(command);

        await api.UntilAsync(taken.MessageId, "attempt.sent");
        await api.UntilAsync(refused.MessageId, "attempt.failed");
        await api.UntilAsync(putOff.MessageId, "attempt.failed");
        api.OutcomesOf(putOff.MessageId).Count(outcome => outcome == "attempt.deferred").ShouldBe(2);
        await Waiting.UntilAsync(() => postfix.Delivered().Count == 1, () => postfix.Log);
    }

    private static async Task<SendResult> DeliverAsync(RunningBot bot, int bodyLength = 0)
    {
        await using var sender = new MailKitSender(new SmtpSenderOptions
        {
            Server = new MailServerOptions { Host = "127.0.0.1", Port = bot.EndPoint.Port, Tls = TlsMode.None },
        });
        byte[] content = [.. TestBot.Command().Content, .. Encoding.ASCII.GetBytes(Lines(bodyLength))];
        var mail = new OutgoingMail(new MailEnvelope("a@example.test", ["b@example.test"]), content);
        return await sender.SendAsync(mail, CancellationToken.None).WithinAsync();
    }

    private static string Lines(int length) => string.Concat(Enumerable.Repeat($"{new string('x', 48)}\r\n", length / 50));

    private static Task<RunningBot> StartWithImapAsync(DovecotServer dovecot, TestLedger ledger, RestartableBroker broker) =>
        RunningBot.StartAsync(
            broker.Uri,
            ledger.ConnectionString,
            ("Bot:StoredTimeout", "00:00:01"),
            ("Bot:Imap:0:Name", "inbox"),
            ("Bot:Imap:0:Host", "127.0.0.1"),
            ("Bot:Imap:0:Port", $"{dovecot.Ports.Imap}"),
            ("Bot:Imap:0:Tls", "None"),
            ("Bot:Imap:0:AllowPlaintextAuthentication", "true"),
            ("Bot:Imap:0:User", dovecot.User.Address),
            ("Bot:Imap:0:Password", dovecot.User.Password),
            ("Bot:Imap:0:RetryInterval", "00:00:01"),
            ("Bot:Imap:0:ResyncInterval", "00:00:05"));

    // Maildir shows flags in the file's name.
    private static bool IsSeen(DovecotServer dovecot) =>
        Directory.GetFiles(Path.Combine(dovecot.Maildir, "cur")).Any(file => file.Contains(":2,S", StringComparison.Ordinal));
}
