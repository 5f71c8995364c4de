using System.Text;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using Mailroom.Mail.Receiving;
using Mailroom.Servers;

namespace Mailroom.Mail.Tests.Receiving;

/// <summary>The receiver and Dovecot.</summary>
public class ReceiverTests
{
    [Theory]
    [InlineData(TlsMode.None)]
    [InlineData(TlsMode.IfOffered)]
    [InlineData(TlsMode.Required)]
    [InlineData(TlsMode.Implicit)]
    public async Task Mail_ThatWasThereBefore_IsReceived(TlsMode tls)
    {
        await using var dovecot = await StartAsync();
        await dovecot.DeliverAsync(Mail("early"));
        await using var receiver = new RunningReceiver(Options(dovecot, tls));

        await receiver.StoredAsync(1);

        var (envelope, content) = receiver.Handler.Stored.ShouldHaveSingleItem();
        envelope.ShouldBeNull();
        content.ShouldBe(Encoding.ASCII.GetString(Mail("early")));
        receiver.Offered.Single().ShouldMatch(@"^imap://bob@example\.test@localhost/INBOX;UIDVALIDITY=\d+/;UID=1$");
    }

    // No search is due for minutes: only IDLE can tell.
    [Fact]
    public async Task Mail_DeliveredWhileIdling_IsReceivedAtOnce()
    {
        await using var dovecot = await StartAsync();
        await dovecot.DeliverAsync(Mail("first"));
        await using var receiver = new RunningReceiver(Options(dovecot));
        await receiver.StoredAsync(1);

        for (var i = 2; i <= 4; i++)
        {
            await dovecot.DeliverAsync(Mail($"while idling {i}"));
            await receiver.StoredAsync(i);
        }

        receiver.Offered.Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task Mail_DeliveredWhileTheServerIsDown_IsReceivedWhenItIsBack()
    {
        await using var dovecot = await StartAsync();
        await dovecot.DeliverAsync(Mail("before"));
        await using var receiver = new RunningReceiver(Options(dovecot));
        await receiver.StoredAsync(1);

        await dovecot.KillAsync();
        await dovecot.DeliverAsync(Mail("while down"));
        await dovecot.RestartAsync();

        await receiver.StoredAsync(2);
        receiver.Handler.Stored.Last().Content.ShouldContain("while down");
        receiver.Offered.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Receiver_StartedBeforeTheServer_Connects()
    {
        await using var dovecot = await StartAsync();
        await dovecot.KillAsync();
        await using var receiver = new RunningReceiver(Options(dovecot));
        await dovecot.DeliverAsync(Mail("x"));
        await dovecot.RestartAsync();

        await receiver.StoredAsync(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mail_ThatTheHandlerCouldNotStore_ComesAgain(bool throws)
    {
        await using var dovecot = await StartAsync();
        await dovecot.DeliverAsync(Mail("x"));
        await using var receiver = new RunningReceiver(
            Options(dovecot) with { RetryInterval = TimeSpan.FromMilliseconds(100) },
            offered => offered < 3
                ? throws ? throw new IOException("database is down") : MailVerdict.TryLater("Not now")
                : MailVerdict.Stored);

        await receiver.StoredAsync(1);

        receiver.Offered.Count.ShouldBe(3);
        receiver.Offered.Distinct().Count().ShouldBe(1);
    }

    // Between storing and marking the server goes away: the receiver itself still knows.
    [Fact]
    public async Task Mail_StoredWhileTheServerGoesDown_IsMarkedLaterAndNotOfferedAgain()
    {
        await using var dovecot = await StartAsync();
        await using var receiver = new RunningReceiver(Options(dovecot));
        var handled = 0;
        receiver.Handler.Decide = async (_, _) =>
        {
            handled++;
            await dovecot.KillAsync();
            return MailVerdict.Stored;
        };
        await dovecot.DeliverAsync(Mail("x"));
        await receiver.StoredAsync(1);

        await dovecot.RestartAsync();

        await Waiting.UntilAsync(() => FlagsAsync(dovecot, "INBOX").GetAwaiter().GetResult() is ["Seen"]);
        handled.ShouldBe(1);
    }

    [Fact]
    public async Task Mail_NotStored_IsNotMarked()
    {
        await using var dovecot = await StartAsync();
        await dovecot.DeliverAsync(Mail("x"));
        await using (var receiver = new RunningReceiver(Options(dovecot), _ => MailVerdict.TryLater("Not now")))
            await Waiting.UntilAsync(() => !receiver.Offered.IsEmpty);

        (await FlagsAsync(dovecot, "INBOX")).ShouldBe([""]);
        await using var next = new RunningReceiver(Options(dovecot));
        await next.StoredAsync(1);
    }

    [Theory]
    [InlineData(ImapMark.Seen, "Seen")]
    [InlineData(ImapMark.Keyword, "$MailroomTaken")]
    public async Task Mail_Stored_IsMarkedAndNotOfferedAgain(ImapMark mark, string flag)
    {
        await using var dovecot = await StartAsync();
        await dovecot.DeliverAsync(Mail("x"));
        await using (var receiver = new RunningReceiver(Options(dovecot) with { Mark = mark }))
            await receiver.StoredAsync(1);

        (await FlagsAsync(dovecot, "INBOX")).ShouldBe([flag]);
        await dovecot.DeliverAsync(Mail("next"));
        await using var again = new RunningReceiver(Options(dovecot) with { Mark = mark });
        await again.StoredAsync(1);
        again.Handler.Stored.ShouldHaveSingleItem().Content.ShouldContain("next");
    }

    [Fact]
    public async Task Mail_Stored_IsMovedWhereThatIsWanted()
    {
        await using var dovecot = await StartAsync();
        await dovecot.DeliverAsync(Mail("x"));
        await using (var receiver = new RunningReceiver(Options(dovecot) with { Mark = ImapMark.Move }))
            await receiver.StoredAsync(1);

        (await FlagsAsync(dovecot, "INBOX")).ShouldBeEmpty();
        (await FlagsAsync(dovecot, "Mailroom")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Mail_RefusedOrTooLarge_StaysAndIsNotOfferedAgain()
    {
        await using var dovecot = await StartAsync();
        await dovecot.DeliverAsync(Mail("refused"));
        await dovecot.DeliverAsync(Mail(new string('x', 5000)));
        var options = Options(dovecot) with { MaxMessageBytes = 2000, ResyncInterval = TimeSpan.FromMilliseconds(50) };
        await using (var receiver = new RunningReceiver(options, _ => MailVerdict.Refused("No")))
            await Waiting.UntilAsync(() => FlagsAsync(dovecot, "INBOX").GetAwaiter().GetResult().All(flags => flags == "$MailroomRefused"));

        await dovecot.DeliverAsync(Mail("next"));
        await using var again = new RunningReceiver(options);
        await again.StoredAsync(1);
        again.Offered.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Mail_LargerThanAPiece_ArrivesWhole()
    {
        await using var dovecot = await StartAsync();
        var mail = Mail(string.Concat(Enumerable.Range(0, 200_000).Select(i => $"line {i}\r\n")));
        await dovecot.DeliverAsync(mail);
        await using var receiver = new RunningReceiver(Options(dovecot));

        await receiver.StoredAsync(1);

        receiver.Handler.Stored.ShouldHaveSingleItem().Content.ShouldBe(Encoding.ASCII.GetString(mail));
    }

    [Fact]
    public async Task Mailbox_MadeAnew_NamesItsMailsAnew()
    {
        await using var dovecot = await StartAsync();
        await dovecot.DeliverAsync(Mail("first"));
        await using var receiver = new RunningReceiver(
            Options(dovecot), offered => offered == 1 ? MailVerdict.Refused("No") : MailVerdict.Stored);
        await Waiting.UntilAsync(() => FlagsAsync(dovecot, "INBOX").GetAwaiter().GetResult() is ["$MailroomRefused"]);

        await dovecot.KillAsync();
        // All that Dovecot knows of the mailbox beside the mails; the first one is UID 1 again, and nobody refused this one.
        foreach (var file in Directory.GetFiles(dovecot.Maildir, "dovecot*"))
            File.Delete(file);
        foreach (var file in Directory.GetFiles(Path.Combine(dovecot.Maildir, "cur")))
            File.Delete(file);
        // UIDVALIDITY is the time in seconds at which the mailbox was made.
        var second = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await Waiting.UntilAsync(() => DateTimeOffset.UtcNow.ToUnixTimeSeconds() > second);
        await dovecot.DeliverAsync(Mail("anew"));
        await dovecot.RestartAsync();

        await receiver.StoredAsync(1);
        receiver.Handler.Stored.ShouldHaveSingleItem().Content.ShouldContain("anew");
        receiver.Offered.ShouldAllBe(name => name.EndsWith(";UID=1", StringComparison.Ordinal));
        receiver.Offered.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Receiver_WithTheWrongPassword_GoesOnTrying()
    {
        await using var dovecot = await StartAsync();
        await dovecot.DeliverAsync(Mail("x"));
        var options = Options(dovecot);
        await using var receiver = new RunningReceiver(options with
        {
            Server = options.Server with { Credentials = MailCredentials.FromPassword(dovecot.User.Address, "wrong") },
        });

        await Waiting.UntilAsync(() => receiver.Log.Lines.Count >= 3);

        receiver.Log.Lines.ShouldAllBe(line => line.Contains("The login was refused", StringComparison.Ordinal));
        receiver.Log.Lines.ShouldAllBe(line => !line.Contains("wrong", StringComparison.Ordinal));
        receiver.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Receiver_Stopped_LetsTheHandlerEndAndMarks()
    {
        await using var dovecot = await StartAsync();
        await using var receiver = new RunningReceiver(Options(dovecot));
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Handler.Decide = async (_, _) =>
        {
            entered.SetResult();
            await leave.Task;
            return MailVerdict.Stored;
        };
        await dovecot.DeliverAsync(Mail("x"));
        await entered.Task.WithinAsync();

        var stopped = receiver.StopAsync();
        stopped.IsCompleted.ShouldBeFalse();
        leave.SetResult();
        await stopped.WithinAsync();

        (await FlagsAsync(dovecot, "INBOX")).ShouldBe(["Seen"]);
    }

    private static async Task<DovecotServer> StartAsync()
    {
        Assert.SkipWhen(DovecotServer.Missing is not null, DovecotServer.Missing ?? "");
        return await DovecotServer.StartAsync();
    }

    private static byte[] Mail(string text) => Encoding.ASCII.GetBytes($"Subject: s\r\n\r\n{text}\r\n");

    private static ImapReceiverOptions Options(DovecotServer dovecot, TlsMode tls = TlsMode.Required) => new()
    {
        Server = new MailServerOptions
        {
            Host = "localhost",
            Port = tls == TlsMode.Implicit ? dovecot.Ports.Imaps : dovecot.Ports.Imap,
            Tls = tls,
            Credentials = MailCredentials.FromPassword(dovecot.User.Address, dovecot.User.Password),
            AllowPlaintextAuthentication = tls == TlsMode.None,
            TrustedRoots = [dovecot.Certificate],
        },
        MinBackOff = TimeSpan.FromMilliseconds(50),
        MaxBackOff = TimeSpan.FromMilliseconds(200),
    };

    private static async Task<string[]> FlagsAsync(DovecotServer dovecot, string name)
    {
        using var client = new ImapClient();
        await client.ConnectAsync("127.0.0.1", dovecot.Ports.Imap, SecureSocketOptions.None).WithinAsync();
        await client.AuthenticateAsync(dovecot.User.Address, dovecot.User.Password).WithinAsync();
        var folder = await client.GetFolderAsync(name).WithinAsync();
        await folder.OpenAsync(FolderAccess.ReadOnly).WithinAsync();
        var mails = await folder.FetchAsync(0, -1, new FetchRequest(MessageSummaryItems.Flags)).WithinAsync();
        return [.. mails.Select(mail => string.Join(' ',
            new[] { (mail.Flags & ~MessageFlags.Recent) is { } flags and not MessageFlags.None ? flags.ToString() : "" }
                .Concat(mail.Keywords).Where(word => word.Length > 0)))];
    }
}
