using Mailroom.Mail.Sending;

namespace Mailroom.Mail.Tests.Sending;

public class PoolTests
{
    [Fact]
    public async Task Send_OneAfterTheOther_ReusesTheConnection()
    {
        await using var server = new ScriptedSmtpServer();
        await using var sender = new MailKitSender(Senders.Options(server.Port));

        for (var i = 0; i < 3; i++)
            (await SendAsync(sender)).Outcome.ShouldBe(SendOutcome.Accepted);

        server.Connections.ShouldBe(1);
        server.Contents.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Send_AfterARefusal_ReusesTheConnection()
    {
        await using var server = new ScriptedSmtpServer();
        server.Answer = command => command == "RCPT TO:<never@example.test>" ? "550 5.1.1 Nobody" : null;
        await using var sender = new MailKitSender(Senders.Options(server.Port));

        (await SendAsync(sender, "never@example.test")).Outcome.ShouldBe(SendOutcome.PermanentFailure);
        (await SendAsync(sender)).Outcome.ShouldBe(SendOutcome.Accepted);

        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Send_OverAConnectionThatTheServerClosed_TakesANewOne()
    {
        await using var server = new ScriptedSmtpServer();
        var mails = 0;
        server.Answer = command =>
            command.StartsWith("MAIL", StringComparison.Ordinal) && Interlocked.Increment(ref mails) == 2 ? "" : null;
        await using var sender = new MailKitSender(Senders.Options(server.Port));

        (await SendAsync(sender)).Outcome.ShouldBe(SendOutcome.Accepted);
        (await SendAsync(sender)).Outcome.ShouldBe(SendOutcome.Accepted);

        server.Connections.ShouldBe(2);
        server.Contents.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Send_OverAReusedConnectionCutAfterTheFinalDot_IsNotSentTwice()
    {
        await using var server = new ScriptedSmtpServer();
        var dots = 0;
        server.Answer = command => command == ScriptedSmtpServer.Dot && Interlocked.Increment(ref dots) == 2 ? "" : null;
        await using var sender = new MailKitSender(Senders.Options(server.Port));

        (await SendAsync(sender)).Outcome.ShouldBe(SendOutcome.Accepted);
        (await SendAsync(sender)).Outcome.ShouldBe(SendOutcome.Uncertain);

        server.Contents.Count.ShouldBe(2);
        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Send_ManyAtOnce_OpensNoMoreConnectionsThanAllowed()
    {
        await using var server = new ScriptedSmtpServer();
        var both = new TaskCompletionSource();
        var waiting = 0;
        server.Before = command => command == ScriptedSmtpServer.Dot && Interlocked.Increment(ref waiting) <= 2
            ? waiting == 2 ? Release(both) : both.Task
            : Task.CompletedTask;
        await using var sender = new MailKitSender(Senders.Options(server.Port) with { MaxConnections = 2 });

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SendAsync(sender))).WithinAsync();

        results.ShouldAllBe(result => result.Outcome == SendOutcome.Accepted);
        server.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task Connection_UnusedForItsTime_IsClosedPolitely()
    {
        await using var server = new ScriptedSmtpServer();
        var time = new ManualTime();
        await using var sender = new MailKitSender(Senders.Options(server.Port), time);
        await SendAsync(sender);

        time.Advance(TimeSpan.FromSeconds(61));

        await Waiting.UntilAsync(() => server.Commands.Contains("QUIT"));
        await SendAsync(sender);
        server.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task Connection_AfterItsNumberOfMails_IsReplaced()
    {
        await using var server = new ScriptedSmtpServer();
        await using var sender = new MailKitSender(Senders.Options(server.Port) with { MaxMailsPerConnection = 2 });

        for (var i = 0; i < 5; i++)
            await SendAsync(sender);

        server.Connections.ShouldBe(3);
    }

    private static Task Release(TaskCompletionSource gate)
    {
        gate.TrySetResult();
        return Task.CompletedTask;
    }

    private static Task<SendResult> SendAsync(MailKitSender sender, params string[] recipients) =>
        sender.SendAsync(Senders.Mail(recipients), CancellationToken.None).WithinAsync();
}
