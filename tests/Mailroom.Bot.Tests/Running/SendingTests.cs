using System.Net.Sockets;
using Mailroom.Bot.Tests.Ledgers;
using Mailroom.Bot.Tests.Sending;
using Mailroom.Mail.Receiving;
using Mailroom.Mail.Tests;
using Mailroom.Messaging.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Mailroom.Bot.Tests.Running;

/// <summary>The whole bot, with a broker and a mail server.</summary>
public class SendingTests
{
    [Theory]
    [InlineData(LedgerKind.Sqlite)]
    [InlineData(LedgerKind.Postgres)]
    public async Task Mails_AreSentOnceEach(LedgerKind kind)
    {
        await using var ledger = await TestLedger.CreateAsync(kind);
        await using var broker = await RestartableBroker.StartAsync();
        await using var server = new MailServer();
        await using var api = new TestApi(broker);
        await using var bot = await RunningBot.StartAsync(broker.Uri, ledger.ConnectionString, ("Bot:Smtp:Port", server.Port));
        var commands = Enumerable.Range(0, 50).Select(_ => TestBot.Command()).ToList();

        foreach (var command in commands)
        {
            await api.PublishAsync(command);
            await api.PublishAsync(command);
        }
        foreach (var command in commands)
            await api.UntilAsync(command.MessageId, "attempt.sent");

        server.Handler.Stored.Count.ShouldBe(50);
        api.OutcomesOf(commands[0].MessageId).ShouldBe(["attempt.started", "attempt.sent"]);
    }

    [Fact]
    public async Task Mail_RefusedForNow_ComesBackThroughTheBroker()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync();
        await using var server = new MailServer();
        var tries = 0;
        server.Handler.Decide = (_, _) =>
            Task.FromResult(Interlocked.Increment(ref tries) < 3 ? MailVerdict.TryLater("busy") : MailVerdict.Stored);
        await using var api = new TestApi(broker);
        await using var bot = await RunningBot.StartAsync(broker.Uri, ledger.ConnectionString, ("Bot:Smtp:Port", server.Port));
        var command = TestBot.Command();

        await api.PublishAsync(command);
        await api.UntilAsync(command.MessageId, "attempt.sent");

        api.OutcomesOf(command.MessageId).ShouldBe(
            ["attempt.started", "attempt.deferred", "attempt.started", "attempt.deferred", "attempt.started", "attempt.sent"]);
    }

    [Fact]
    public async Task Mail_RefusedForGood_Fails()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync();
        await using var server = new MailServer();
        server.Handler.Decide = (_, _) => Task.FromResult(MailVerdict.Refused("never"));
        await using var api = new TestApi(broker);
        await using var bot = await RunningBot.StartAsync(broker.Uri, ledger.ConnectionString, ("Bot:Smtp:Port", server.Port));
        var command = TestBot.Command();

        await api.PublishAsync(command);

        await api.UntilAsync(command.MessageId, "attempt.failed");
    }

    [Fact]
    public async Task Mail_WithoutAMailServer_IsDeferred_AndSentWhenThereIsOne()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync();
        await using var api = new TestApi(broker);
        var port = Mailroom.Servers.LoopbackPort.FindFree();
        await using var bot = await RunningBot.StartAsync(
            broker.Uri, ledger.ConnectionString, ("Bot:Smtp:Port", $"{port}"), ("Bot:Retry:MaxAttempts", "50"));
        var command = TestBot.Command();

        await api.PublishAsync(command);
        await api.UntilAsync(command.MessageId, "attempt.deferred");
        await using var server = new MailServer(port);

        await api.UntilAsync(command.MessageId, "attempt.sent");
        server.Handler.Stored.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Broker_RestartedInTheMiddle_LosesAndDoublesNothing()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync();
        await using var server = new MailServer();
        await using var api = new TestApi(broker);
        await using var bot = await RunningBot.StartAsync(broker.Uri, ledger.ConnectionString, ("Bot:Smtp:Port", server.Port));
        var commands = Enumerable.Range(0, 100).Select(_ => TestBot.Command()).ToList();
        foreach (var command in commands)
            await api.PublishAsync(command);

        await Waiting.UntilAsync(() => server.Handler.Stored.Count >= 10);
        await broker.StopAsync();
        await broker.ResumeAsync();
        foreach (var command in commands)
            await api.UntilAsync(command.MessageId, "attempt.sent");

        server.Handler.Stored.Count.ShouldBe(100);
    }

    [Fact]
    public async Task Broker_GoneWhileTheMailServerIsSilent_OtherMailsGoOn_AndNoneIsSentTwice()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync();
        await using var server = new MailServer();
        var answers = new TaskCompletionSource();
        var calls = 0;
        server.Handler.Decide = async (_, _) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
                await answers.Task;
            return MailVerdict.Stored;
        };
        await using var api = new TestApi(broker);
        await using var bot = await RunningBot.StartAsync(
            broker.Uri, ledger.ConnectionString, ("Bot:Smtp:Port", server.Port), ("Bot:Concurrency", "2"));
        var silent = TestBot.Command();
        var other = TestBot.Command();
        await api.PublishAsync(silent);
        await Waiting.UntilAsync(() => Volatile.Read(ref calls) == 1);

        await broker.StopAsync();
        await broker.ResumeAsync();
        await api.PublishAsync(other);
        await api.UntilAsync(other.MessageId, "attempt.sent");
        answers.SetResult();
        await api.UntilAsync(silent.MessageId, "attempt.sent");

        server.Handler.Stored.Count.ShouldBe(2);
        api.OutcomesOf(silent.MessageId).ShouldBe(["attempt.started", "attempt.sent"]);
    }

    [Fact]
    public async Task Bot_Restarted_GoesOn()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync();
        await using var server = new MailServer();
        await using var api = new TestApi(broker);
        var commands = Enumerable.Range(0, 100).Select(_ => TestBot.Command()).ToList();
        await using (var bot = await RunningBot.StartAsync(broker.Uri, ledger.ConnectionString, ("Bot:Smtp:Port", server.Port)))
        {
            foreach (var command in commands)
                await api.PublishAsync(command);
            await Waiting.UntilAsync(() => server.Handler.Stored.Count >= 10);
        }

        await using var next = await RunningBot.StartAsync(broker.Uri, ledger.ConnectionString, ("Bot:Smtp:Port", server.Port));
        foreach (var command in commands)
            await api.UntilAsync(command.MessageId, "attempt.sent");

        server.Handler.Stored.Count.ShouldBe(100);
    }

    [Fact]
    public async Task Bot_WhoseLedgersServerHasNoNameYet_Waits()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync();
        await using var server = new MailServer();
        await using var api = new TestApi(broker);
        await using var database = ledger.Open();
        var failing = new FailingDatabase { Fails = true, Failure = () => new SocketException((int)SocketError.HostNotFound) };
        await using var bot = await RunningBot.StartAsync(
            broker.Uri,
            ledger.ConnectionString,
            services => services.AddSingleton(failing.Before(database)),
            ("Bot:Smtp:Port", server.Port));
        var command = TestBot.Command();
        await api.PublishAsync(command);

        await failing.HasFailed.WithinAsync();
        failing.Fails = false;

        await api.UntilAsync(command.MessageId, "attempt.sent");
    }

    [Fact]
    public async Task Mail_CancelledWhileItWaitsForItsNextAttempt_IsNotSent()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var broker = await RestartableBroker.StartAsync();
        await using var server = new MailServer();
        server.Handler.Decide = (_, _) => Task.FromResult(MailVerdict.TryLater("busy"));
        await using var api = new TestApi(broker);
        await using var bot = await RunningBot.StartAsync(
            broker.Uri, ledger.ConnectionString, ("Bot:Smtp:Port", server.Port), ("Bot:Retry:First", "00:00:01"));
        var command = TestBot.Command();
        await api.PublishAsync(command);
        await api.UntilAsync(command.MessageId, "attempt.deferred");

        await api.PublishAsync(TestBot.Cancellation(command.MessageId));
        await api.UntilAsync(command.MessageId, "attempt.cancelled");
        // Said once at once, and once more when the command came back and was dropped.
        await Waiting.UntilAsync(() => api.Results.Handled.Count(content => content.RoutingKey == "attempt.cancelled") == 2);

        api.OutcomesOf(command.MessageId).Count(outcome => outcome == "attempt.started").ShouldBe(1);
    }
}
