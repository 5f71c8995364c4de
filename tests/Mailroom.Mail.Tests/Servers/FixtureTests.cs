using System.Text;
using Mailroom.Servers;

namespace Mailroom.Mail.Tests.Servers;

/// <summary>The servers that other tests rely on do what their summaries say.</summary>
public class FixtureTests
{
    [Fact]
    public void Port_FoundFree_IsGivenOnce()
    {
        // Few of the ports, so that the other tests keep theirs; many enough for a draw by lot to repeat one.
        var ports = Enumerable.Range(0, 1000).Select(_ => LoopbackPort.FindFree()).ToList();

        ports.Distinct().Count().ShouldBe(ports.Count);
    }

    [Fact]
    public async Task Dovecot_ShowsWhatWasDelivered_AlsoAfterACrash()
    {
        RequireDovecot();
        await using var dovecot = await DovecotServer.StartAsync();
        await dovecot.DeliverAsync(Encoding.ASCII.GetBytes("Subject: delivered\r\n\r\nbody\r\n"));

        (await CountAsync(dovecot)).ShouldBe(1);
        await dovecot.KillAsync();
        await dovecot.RestartAsync();
        (await CountAsync(dovecot)).ShouldBe(1);
    }

    [Fact]
    public async Task Postfix_DeliversIntoDovecotsMailbox_AfterALoginThatDovecotChecks()
    {
        RequireDovecot();
        RequirePostfix();
        await using var dovecot = await DovecotServer.StartAsync();
        await using var postfix = await PostfixServer.StartAsync(
            new PostfixOptions { SaslPort = dovecot.Ports.Sasl, Maildir = dovecot.Maildir });
        string[] login = ["--auth-user", dovecot.User.Address, "--auth-password", dovecot.User.Password];

        var (exitCode, dialogue) = await Swaks.SendAsync(
            postfix.Ports.Submission, "a@client.test", dovecot.User.Address, ["--tls", "--auth", "PLAIN", .. login]);

        Assert.SkipWhen(dialogue.Contains("Net::SSLeay", StringComparison.Ordinal), "libnet-ssleay-perl is not installed.");
        exitCode.ShouldBe(0, dialogue);
        await Waiting.UntilAsync(() => CountAsync(dovecot).GetAwaiter().GetResult() == 1, () => postfix.Log);
    }

    [Theory]
    [InlineData("later@example.test", "450 4.2.1")]
    [InlineData("never@example.test", "550 5.1.1")]
    [InlineData("a@elsewhere.test", "554 5.7.1")]
    public async Task Postfix_RefusesTheRecipientsItIsToldTo(string recipient, string reply)
    {
        RequirePostfix();
        await using var postfix = await PostfixServer.StartAsync();

        var (exitCode, dialogue) = await Swaks.SendAsync(postfix.Ports.Smtp, "a@client.test", recipient);

        exitCode.ShouldNotBe(0);
        dialogue.ShouldContain(reply);
    }

    [Fact]
    public async Task Postfix_KilledAndRestarted_GoesOnDelivering()
    {
        RequirePostfix();
        await using var postfix = await PostfixServer.StartAsync();
        await postfix.KillAsync();
        await postfix.RestartAsync();

        var (exitCode, dialogue) = await Swaks.SendAsync(postfix.Ports.Smtp, "a@client.test", "b@example.test");

        exitCode.ShouldBe(0, dialogue);
        await Waiting.UntilAsync(() => postfix.Delivered().Count == 1, () => postfix.Log);
    }

    private static void RequireDovecot() => Assert.SkipWhen(DovecotServer.Missing is not null, DovecotServer.Missing ?? "");

    private static void RequirePostfix()
    {
        Assert.SkipWhen(PostfixServer.Missing is not null, PostfixServer.Missing ?? "");
        Assert.SkipWhen(Swaks.Missing is not null, Swaks.Missing ?? "");
    }

    private static async Task<int> CountAsync(DovecotServer dovecot)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(System.Net.IPAddress.Loopback, dovecot.Ports.Imap).WithinAsync();
        using var reader = new StreamReader(client.GetStream());
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"a LOGIN {dovecot.User.Address} {dovecot.User.Password}\r\nb STATUS INBOX (MESSAGES)\r\nc LOGOUT\r\n"));
        var answer = await reader.ReadToEndAsync().WithinAsync();
        answer.ShouldContain("* STATUS INBOX");
        var count = answer.AsSpan(answer.IndexOf("(MESSAGES ", StringComparison.Ordinal) + 10);
        return int.Parse(count[..count.IndexOf(')')]);
    }
}
