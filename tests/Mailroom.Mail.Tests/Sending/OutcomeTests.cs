using Mailroom.Mail.Sending;

namespace Mailroom.Mail.Tests.Sending;

/// <summary>Each end of an attempt, against a server that produces it.</summary>
public class OutcomeTests
{
    [Fact]
    public async Task Send_ToAServerThatTakesIt_IsAcceptedWithItsReply()
    {
        await using var server = new ScriptedSmtpServer();

        var result = await SendAsync(server);

        result.Outcome.ShouldBe(SendOutcome.Accepted);
        result.Reply.ShouldBe(new SmtpReply(250, "2.0.0", "Ok: taken"));
        result.Recipients.ShouldBe([new RecipientResult("b@example.test", new SmtpReply(250, "2.1.0", "Ok"))]);
        server.Contents.ShouldHaveSingleItem().ShouldBe(
            "From: a@client.test\r\nTo: b@example.test\r\nMessage-ID: <1@client.test>\r\nSubject: s\r\n\r\nHello\r\n");
    }

    [Theory]
    [InlineData("MAIL", "451 4.3.0 Not now", SendOutcome.TransientFailure)]
    [InlineData("MAIL", "550 5.7.1 Not you", SendOutcome.PermanentFailure)]
    [InlineData("RCPT", "450 4.2.1 Later", SendOutcome.TransientFailure)]
    [InlineData("RCPT", "550 5.1.1 Nobody", SendOutcome.PermanentFailure)]
    [InlineData("DATA", "451 4.3.0 Not now", SendOutcome.TransientFailure)]
    [InlineData("DATA", "554 5.5.1 Never", SendOutcome.PermanentFailure)]
    [InlineData(".", "452 4.2.2 Full", SendOutcome.TransientFailure)]
    [InlineData(".", "421 4.3.2 Closing", SendOutcome.TransientFailure)]
    [InlineData(".", "554 5.6.0 Spam", SendOutcome.PermanentFailure)]
    [InlineData(".", "550-5.7.1 Two\r\n550 5.7.1 lines", SendOutcome.PermanentFailure)]
    public async Task Send_RefusedAtAStep_HasTheServersReply(string step, string answer, SendOutcome outcome)
    {
        await using var server = new ScriptedSmtpServer();
        server.Answer = command => command.StartsWith(step, StringComparison.Ordinal) ? answer : null;

        var result = await SendAsync(server);

        result.Outcome.ShouldBe(outcome);
        result.Reply.ShouldNotBeNull().Code.ShouldBe(int.Parse(answer[..3]));
        result.Reply.EnhancedStatus.ShouldBe(answer[4..9]);
        result.Reply.Text.ShouldNotContain(answer[..3]);
    }

    [Fact]
    public async Task Send_ToSomeThatAreRefused_IsAcceptedAndSaysWhoIsNot()
    {
        await using var server = new ScriptedSmtpServer();
        server.Answer = command => command switch
        {
            "RCPT TO:<later@example.test>" => "450 4.2.1 Later",
            "RCPT TO:<never@example.test>" => "550 5.1.1 Nobody",
            _ => null,
        };

        var result = await SendAsync(server, Senders.Mail("later@example.test", "b@example.test", "never@example.test"));

        result.Outcome.ShouldBe(SendOutcome.Accepted);
        result.Recipients.Select(recipient => (recipient.Recipient, recipient.Reply.Code)).ShouldBe(
            [("later@example.test", 450), ("b@example.test", 250), ("never@example.test", 550)]);
    }

    [Fact]
    public async Task Send_ToRecipientsRefusedForNowAndForGood_MayBeTriedAgain()
    {
        await using var server = new ScriptedSmtpServer();
        server.Answer = command => command switch
        {
            "RCPT TO:<never@example.test>" => "550 5.1.1 Nobody",
            "RCPT TO:<later@example.test>" => "450 4.2.1 Later",
            _ => null,
        };

        var result = await SendAsync(server, Senders.Mail("never@example.test", "later@example.test"));

        result.Outcome.ShouldBe(SendOutcome.TransientFailure);
        result.Reply.ShouldNotBeNull().Code.ShouldBe(450);
        server.Contents.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData("content")]
    public async Task Send_CutBeforeTheFinalDot_IsNotSent(string step)
    {
        await using var server = new ScriptedSmtpServer();
        server.Answer = command => command.StartsWith(step, StringComparison.Ordinal) ? "" : null;

        // Large, so that the end of it can't be out when the server closes.
        var result = await SendAsync(server, Senders.MailFrom("a@client.test", LongText(20 << 20)));

        result.Outcome.ShouldBe(SendOutcome.NotSent);
        result.Problem.ShouldNotBeNullOrEmpty();
        result.Reply.ShouldBeNull();
    }

    [Fact]
    public async Task Send_CutAfterTheFinalDot_IsUncertain()
    {
        await using var server = new ScriptedSmtpServer();
        server.Answer = command => command == ScriptedSmtpServer.Dot ? "" : null;

        var result = await SendAsync(server);

        server.Contents.Count.ShouldBe(1);
        result.Outcome.ShouldBe(SendOutcome.Uncertain);
        result.Problem.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Send_WithoutAReplyToTheFinalDot_IsUncertainAfterItsTime()
    {
        await using var server = new ScriptedSmtpServer();
        server.Before = command => command == ScriptedSmtpServer.Dot ? Task.Delay(Timeout.Infinite) : Task.CompletedTask;
        var options = Senders.Options(server.Port) with { ReplyTimeout = TimeSpan.FromMilliseconds(200) };
        await using var sender = new MailKitSender(options);

        var result = await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync();

        result.Outcome.ShouldBe(SendOutcome.Uncertain);
    }

    [Fact]
    public async Task Send_WithoutAReplyToMail_IsNotSentAfterItsTime()
    {
        await using var server = new ScriptedSmtpServer();
        server.Before = command => command.StartsWith("MAIL", StringComparison.Ordinal) ? Task.Delay(Timeout.Infinite) : Task.CompletedTask;
        var options = Senders.Options(server.Port) with { SendTimeout = TimeSpan.FromMilliseconds(200) };
        await using var sender = new MailKitSender(options);

        var result = await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync();

        result.Outcome.ShouldBe(SendOutcome.NotSent);
        result.Problem.ShouldBe("The server took too long.");
    }

    // A mail with the final dot's look inside it ends where it really ends.
    [Fact]
    public async Task Send_WithDotsInItsLines_KeepsThem()
    {
        await using var server = new ScriptedSmtpServer();
        server.Answer = command => command == ScriptedSmtpServer.Dot ? "" : null;

        var result = await SendAsync(server, Senders.MailFrom("a@client.test", "before\r\n.\r\n..\r\nafter"));

        server.Contents.ShouldHaveSingleItem().ShouldEndWith("before\r\n..\r\n...\r\nafter\r\n");
        result.Outcome.ShouldBe(SendOutcome.Uncertain);
    }

    [Fact]
    public async Task Send_CancelledBeforeTheContent_Throws()
    {
        await using var server = new ScriptedSmtpServer();
        using var cancellation = new CancellationTokenSource();
        server.Before = command =>
            command.StartsWith("MAIL", StringComparison.Ordinal) ? cancellation.CancelAsync() : Task.CompletedTask;
        server.Answer = command => command.StartsWith("MAIL", StringComparison.Ordinal) ? "" : null;
        await using var sender = new MailKitSender(Senders.Options(server.Port));

        await Should.ThrowAsync<OperationCanceledException>(() => sender.SendAsync(Senders.Mail(), cancellation.Token).WithinAsync());
    }

    [Fact]
    public async Task Send_CancelledAfterTheFinalDot_WaitsForTheReply()
    {
        await using var server = new ScriptedSmtpServer();
        using var cancellation = new CancellationTokenSource();
        server.Before = command => command == ScriptedSmtpServer.Dot ? cancellation.CancelAsync() : Task.CompletedTask;
        await using var sender = new MailKitSender(Senders.Options(server.Port));

        var result = await sender.SendAsync(Senders.Mail(), cancellation.Token).WithinAsync();

        result.Outcome.ShouldBe(SendOutcome.Accepted);
    }

    [Fact]
    public async Task Send_CancelledWhileTheFinalDotGoesOut_IsNeverUncertain()
    {
        await using var server = new ScriptedSmtpServer();
        await using var sender = new MailKitSender(Senders.Options(server.Port));
        // The server may have the dot before the sender knows that it is out, and must not find the attempt given up then.
        for (var i = 0; i < 1000; i++)
        {
            using var cancellation = new CancellationTokenSource();
            server.Before = command => command == ScriptedSmtpServer.Dot ? cancellation.CancelAsync() : Task.CompletedTask;

            var result = await sender.SendAsync(Senders.Mail(), cancellation.Token).WithinAsync();

            result.Outcome.ShouldBe(SendOutcome.Accepted);
        }
    }

    [Theory]
    [InlineData("plain\r\n")]
    [InlineData("..\r\n...\r\n")]
    [InlineData("no end of line")]
    public async Task Send_CancelledAfterTheFinalDot_WaitsForTheReplyWhateverTheContent(string text)
    {
        await using var server = new ScriptedSmtpServer { Capabilities = ["PIPELINING", "SIZE 1000000"] };
        using var cancellation = new CancellationTokenSource();
        server.Before = command => command == ScriptedSmtpServer.Dot ? cancellation.CancelAsync() : Task.CompletedTask;
        await using var sender = new MailKitSender(Senders.Options(server.Port));

        var result = await sender.SendAsync(Senders.MailFrom("a@client.test", LongText(20_000) + text), cancellation.Token).WithinAsync();

        result.Outcome.ShouldBe(SendOutcome.Accepted);
    }

    [Fact]
    public async Task Send_WithNobodyListening_IsNotSent()
    {
        int port;
        await using (var server = new ScriptedSmtpServer())
            port = server.Port;
        await using var sender = new MailKitSender(Senders.Options(port));

        (await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync()).Outcome.ShouldBe(SendOutcome.NotSent);
    }

    private static async Task<SendResult> SendAsync(ScriptedSmtpServer server, OutgoingMail? mail = null)
    {
        await using var sender = new MailKitSender(Senders.Options(server.Port));
        return await sender.SendAsync(mail ?? Senders.Mail(), CancellationToken.None).WithinAsync();
    }

    private static string LongText(int length) =>
        string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", length / 72));
}
