using System.Text;
using Mailroom.Mail.Sending;

namespace Mailroom.Mail.Tests.Sending;

/// <summary>SIZE, SMTPUTF8, 8BITMIME and addresses.</summary>
public class ExtensionTests
{
    [Fact]
    public async Task Send_LargerThanTheServerTakes_FailsBeforeItIsSent()
    {
        await using var server = new ScriptedSmtpServer { Capabilities = ["SIZE 200"] };

        var result = await SendAsync(server, Senders.MailFrom("a@client.test", new string('x', 300)));

        result.Outcome.ShouldBe(SendOutcome.PermanentFailure);
        result.Problem.ShouldNotBeNull().ShouldContain("200");
        server.Commands.ShouldNotContain(command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_ToAServerWithSize_NamesIt()
    {
        await using var server = new ScriptedSmtpServer { Capabilities = ["SIZE 20000"] };

        (await SendAsync(server, Senders.Mail())).Outcome.ShouldBe(SendOutcome.Accepted);

        server.Commands.ShouldContain(command => command.StartsWith("MAIL FROM:<a@client.test> SIZE=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_ToAnAddressOutsideAscii_NeedsSmtpUtf8()
    {
        await using var without = new ScriptedSmtpServer();
        await using var with = new ScriptedSmtpServer { Capabilities = ["8BITMIME", "SMTPUTF8"] };
        var mail = Senders.Mail("받는이@example.test");

        (await SendAsync(without, mail)).Outcome.ShouldBe(SendOutcome.PermanentFailure);
        (await SendAsync(with, mail)).Outcome.ShouldBe(SendOutcome.Accepted);

        var rcpt = with.Commands.Single(command => command.StartsWith("RCPT", StringComparison.Ordinal));
        Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(rcpt)).ShouldBe("RCPT TO:<받는이@example.test>");
        with.Commands.ShouldContain(command =>
            command.StartsWith("MAIL", StringComparison.Ordinal) && command.Contains("SMTPUTF8", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_FromTheEmptyAddress_Works()
    {
        await using var server = new ScriptedSmtpServer();

        (await SendAsync(server, Senders.MailFrom("", "a report"))).Outcome.ShouldBe(SendOutcome.Accepted);

        server.Commands.ShouldContain(command => command.StartsWith("MAIL FROM:<>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("b@example.test>\r\nRSET\r\nMAIL FROM:<x@y.test")]
    [InlineData("b@example.test> SIZE=1")]
    [InlineData("nobody")]
    [InlineData("")]
    public async Task Send_ToWhatIsNoAddress_FailsWithoutAConnection(string recipient)
    {
        await using var server = new ScriptedSmtpServer();

        (await SendAsync(server, Senders.Mail(recipient))).Outcome.ShouldBe(SendOutcome.PermanentFailure);

        server.Connections.ShouldBe(0);
    }

    // 8-bit text goes as it is where the server takes it, and encoded where it doesn't.
    [Theory]
    [InlineData("8BITMIME", true)]
    [InlineData("PIPELINING", false)]
    public async Task Send_Of8BitText_FollowsTheServer(string capability, bool asItIs)
    {
        await using var server = new ScriptedSmtpServer { Capabilities = [capability] };
        var content = "From: a@client.test\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n" +
            "Content-Transfer-Encoding: 8bit\r\n\r\n안녕\r\n";

        var result = await SendAsync(
            server, new OutgoingMail(new MailEnvelope("a@client.test", ["b@example.test"]), Encoding.UTF8.GetBytes(content)));

        result.Outcome.ShouldBe(SendOutcome.Accepted);
        var sent = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(server.Contents.ShouldHaveSingleItem()));
        sent.Contains("안녕", StringComparison.Ordinal).ShouldBe(asItIs);
        sent.Any(c => c > 127).ShouldBe(asItIs);
    }

    private static async Task<SendResult> SendAsync(ScriptedSmtpServer server, OutgoingMail mail)
    {
        await using var sender = new MailKitSender(Senders.Options(server.Port));
        return await sender.SendAsync(mail, CancellationToken.None).WithinAsync();
    }
}
