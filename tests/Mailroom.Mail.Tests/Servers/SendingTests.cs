using Mailroom.Mail.Sending;
using Mailroom.Mail.Tests.Sending;
using Mailroom.Servers;

namespace Mailroom.Mail.Tests.Servers;

/// <summary>The sender and Postfix.</summary>
public class SendingTests
{
    [Theory]
    [InlineData(TlsMode.None)]
    [InlineData(TlsMode.IfOffered)]
    [InlineData(TlsMode.Required)]
    public async Task Send_ToPostfix_IsDelivered(TlsMode tls)
    {
        RequirePostfix();
        await using var postfix = await PostfixServer.StartAsync();
        await using var sender = Sender(postfix, postfix.Ports.Smtp, tls);

        var result = await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync();

        result.Outcome.ShouldBe(SendOutcome.Accepted, result.Problem);
        result.Reply.ShouldNotBeNull().Text.ShouldContain("queued as");
        await Waiting.UntilAsync(() => postfix.Delivered().Count == 1, () => postfix.Log);
    }

    [Fact]
    public async Task Send_ToPostfixWithSomeRefused_SaysWho()
    {
        RequirePostfix();
        await using var postfix = await PostfixServer.StartAsync();
        await using var sender = Sender(postfix, postfix.Ports.Smtp, TlsMode.None);

        var result = await sender.SendAsync(
            Senders.Mail("later@example.test", "b@example.test", "never@example.test"), CancellationToken.None).WithinAsync();

        result.Outcome.ShouldBe(SendOutcome.Accepted);
        result.Recipients.Select(recipient => recipient.Reply.EnhancedStatus).ShouldBe(["4.2.1", "2.1.5", "5.1.1"]);
    }

    [Theory]
    [InlineData("later@example.test", SendOutcome.TransientFailure, 450)]
    [InlineData("never@example.test", SendOutcome.PermanentFailure, 550)]
    public async Task Send_RefusedByPostfix_SaysHow(string recipient, SendOutcome outcome, int code)
    {
        RequirePostfix();
        await using var postfix = await PostfixServer.StartAsync();
        await using var sender = Sender(postfix, postfix.Ports.Smtp, TlsMode.None);

        var result = await sender.SendAsync(Senders.Mail(recipient), CancellationToken.None).WithinAsync();

        result.Outcome.ShouldBe(outcome);
        result.Reply.ShouldNotBeNull().Code.ShouldBe(code);
    }

    [Theory]
    [InlineData(TlsMode.Required, true)]
    [InlineData(TlsMode.Implicit, true)]
    [InlineData(TlsMode.Required, false)]
    public async Task Send_ByPostfixsSubmissionPorts_NeedsTheRightPassword(TlsMode tls, bool isRight)
    {
        RequirePostfix();
        Assert.SkipWhen(DovecotServer.Missing is not null, DovecotServer.Missing ?? "");
        await using var dovecot = await DovecotServer.StartAsync();
        await using var postfix = await PostfixServer.StartAsync(new PostfixOptions { SaslPort = dovecot.Ports.Sasl });
        var port = tls == TlsMode.Implicit ? postfix.Ports.Submissions : postfix.Ports.Submission;
        var credentials = MailCredentials.FromPassword(dovecot.User.Address, isRight ? dovecot.User.Password : "wrong");
        await using var sender = Sender(postfix, port, tls, credentials);

        var result = await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync();

        result.Outcome.ShouldBe(isRight ? SendOutcome.Accepted : SendOutcome.NotSent, result.Problem);
    }

    [Fact]
    public async Task Send_AfterPostfixWasRestarted_TakesANewConnection()
    {
        RequirePostfix();
        await using var postfix = await PostfixServer.StartAsync();
        await using var sender = Sender(postfix, postfix.Ports.Smtp, TlsMode.Required);
        (await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync()).Outcome.ShouldBe(SendOutcome.Accepted);

        await postfix.KillAsync();
        (await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync()).Outcome.ShouldBe(SendOutcome.NotSent);
        await postfix.RestartAsync();

        (await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync()).Outcome.ShouldBe(SendOutcome.Accepted);
    }

    private static void RequirePostfix() => Assert.SkipWhen(PostfixServer.Missing is not null, PostfixServer.Missing ?? "");

    private static MailKitSender Sender(PostfixServer postfix, int port, TlsMode tls, MailCredentials? credentials = null)
    {
        var options = Senders.Options(port, tls, credentials);
        return new MailKitSender(options with { Server = options.Server with { TrustedRoots = [postfix.Certificate] } });
    }
}
