using Mailroom.Bot.Sending;
using Mailroom.Bot.Tests.Ledgers;
using Mailroom.Mail;
using Mailroom.Mail.Sending;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Tests.Sending;

public class OutcomeTests
{
    [Theory]
    [InlineData(LedgerKind.Sqlite)]
    [InlineData(LedgerKind.Postgres)]
    public async Task Accepted_IsSent(LedgerKind kind)
    {
        await using var ledger = await TestLedger.CreateAsync(kind);
        await using var bot = new TestBot(ledger);
        var command = TestBot.Command();

        await bot.HandleAsync(command);

        var mail = bot.Sender.Tried.ShouldHaveSingleItem();
        mail.Envelope.From.ShouldBe("a@example.test");
        mail.Envelope.Recipients.ShouldBe(["b@example.test"]);
        mail.Content.ToArray().ShouldBe(command.Content);
        bot.Publisher.Events.Select(content => content.Id).ShouldBe([$"{command.MessageId:N}-1-started", $"{command.MessageId:N}-1-sent"]);
        bot.Publisher.Events[0].ShouldBeOfType<AttemptStarted>().Bot.ShouldBe("bot");
        var sent = bot.Publisher.Events[1].ShouldBeOfType<MailSent>();
        sent.Reply.ShouldBe("250 2.0.0 OK queued");
        sent.CorrelationId.ShouldBe(command.CorrelationId);
        bot.Publisher.Later.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(SendOutcome.TransientFailure)]
    [InlineData(SendOutcome.NotSent)]
    public async Task FailureForNow_IsDeferred_WithTheNextAttemptUnderWay(SendOutcome outcome)
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        bot.Sender.Answer(FakeSender.Result(outcome, 451, "4.3.0", "not now"));
        var command = TestBot.Command();

        await bot.HandleAsync(command);

        var deferred = bot.Publisher.Events[^1].ShouldBeOfType<MailDeferred>();
        deferred.Reason.ShouldBe("451 4.3.0 not now");
        deferred.NextAttemptAt.ShouldBe(bot.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        var (next, wait) = bot.Publisher.Later.ShouldHaveSingleItem();
        wait.ShouldBe(TimeSpan.FromMinutes(1));
        next.ShouldBe(command with { Id = $"{command.MessageId:N}-2-send", Attempt = 2 });
    }

    [Fact]
    public async Task FailureForNow_AtTheLaddersEnd_IsFailed()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        bot.Sender.Answer(FakeSender.Result(SendOutcome.TransientFailure, 451, "4.3.0", "not now"));
        var id = Guid.CreateVersion7();

        await bot.HandleAsync(TestBot.Command(id));
        await bot.HandleAsync(bot.Publisher.Later[0].Command);
        await bot.HandleAsync(bot.Publisher.Later[1].Command);

        bot.Outcomes.ShouldBe(["attempt.deferred", "attempt.deferred", "attempt.failed"]);
        bot.Publisher.Later.Select(later => later.Wait.TotalMinutes).ShouldBe([1, 2]);
        bot.Publisher.Events[^1].ShouldBeOfType<MailFailed>().Reason.ShouldBe("451 4.3.0 not now (after 3 attempts)");
    }

    [Fact]
    public async Task Ladder_OfAMailSentAgainByHand_BeginsAnew()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        bot.Sender.Answer(FakeSender.Result(SendOutcome.TransientFailure, 451, "4.3.0", "not now"));

        await bot.HandleAsync(TestBot.Command(attempt: 4, firstAttempt: 4));

        bot.Publisher.Later.ShouldHaveSingleItem().Wait.ShouldBe(TimeSpan.FromMinutes(1));
        bot.Publisher.Later[0].Command.Attempt.ShouldBe(5);
        bot.Publisher.Later[0].Command.FirstAttempt.ShouldBe(4);
    }

    [Fact]
    public async Task FailureForGood_IsFailedAtOnce()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        bot.Sender.Answer(FakeSender.Result(SendOutcome.PermanentFailure, 550, "5.1.1", "unknown"));

        await bot.HandleAsync(TestBot.Command());

        bot.Publisher.Events[^1].ShouldBeOfType<MailFailed>().Reason.ShouldBe("550 5.1.1 unknown");
        bot.Publisher.Later.ShouldBeEmpty();
    }

    [Fact]
    public async Task Uncertain_IsHeld()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        bot.Sender.Answer(new SendResult(SendOutcome.Uncertain, null, [], "connection reset"));

        await bot.HandleAsync(TestBot.Command());

        var uncertain = bot.Publisher.Events[^1].ShouldBeOfType<MailUncertain>();
        uncertain.Reason.ShouldBe("connection reset");
        uncertain.IsSentAgain.ShouldBeFalse();
        bot.Publisher.Later.ShouldBeEmpty();
    }

    [Fact]
    public async Task Uncertain_IsSentAgain_WhereThatIsConfigured_UpToTheLaddersEnd()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger, policy: UncertainPolicy.SendAgain);
        bot.Sender.Answer(new SendResult(SendOutcome.Uncertain, null, [], "connection reset"));

        await bot.HandleAsync(TestBot.Command());
        await bot.HandleAsync(bot.Publisher.Later[0].Command);
        await bot.HandleAsync(bot.Publisher.Later[1].Command);

        bot.Publisher.Events.OfType<MailUncertain>().Select(content => content.IsSentAgain).ShouldBe([true, true, false]);
        bot.Publisher.Later.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Sender_ThatThrows_LeavesTheMailUncertain()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        bot.Sender.Decide = (_, _) => throw new InvalidOperationException("a fault");

        await bot.HandleAsync(TestBot.Command());

        bot.Publisher.Events[^1].ShouldBeOfType<MailUncertain>();
    }

    [Fact]
    public async Task Accepted_ForSome_TriesThoseAgainThatWerePutOff()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        bot.Sender.Answer(new SendResult(SendOutcome.Accepted, new SmtpReply(250, "2.0.0", "OK"),
        [
            new RecipientResult("a@x.test", new SmtpReply(250, null, "OK")),
            new RecipientResult("later@x.test", new SmtpReply(450, "4.2.1", "later")),
            new RecipientResult("never@x.test", new SmtpReply(550, "5.1.1", "never")),
        ]));
        await bot.HandleAsync(TestBot.Command() with { Recipients = ["a@x.test", "later@x.test", "never@x.test"] });

        bot.Publisher.Events[^1].ShouldBeOfType<MailSent>().Refused.Select(refused => refused.Address).ShouldBe(["never@x.test"]);
        var next = bot.Publisher.Later.ShouldHaveSingleItem().Command;
        next.Recipients.ShouldBe(["later@x.test"]);
        next.IsRemainder.ShouldBeTrue();

        bot.Sender.Answer(FakeSender.Result(SendOutcome.PermanentFailure, 550, "5.1.1", "never"));
        await bot.HandleAsync(next);
        var refused = bot.Publisher.Events[^1].ShouldBeOfType<MailSent>().Refused.ShouldHaveSingleItem();
        refused.Address.ShouldBe("later@x.test");
        refused.Reply.ShouldBe("550 5.1.1 never");
    }

    [Fact]
    public async Task Stop_BeforeTheMailWasSent_LeavesItAsIfNeverBegun()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        using var stop = new CancellationTokenSource();
        var answer = bot.Sender.Decide;
        bot.Sender.Decide = async (_, cancellation) =>
        {
            await stop.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            throw new InvalidOperationException("not cancelled");
        };
        var command = TestBot.Command();

        await Should.ThrowAsync<OperationCanceledException>(bot.HandleAsync(command, stop.Token));

        await using var next = new TestBot(ledger);
        await next.Recovery.RunAsync(default);
        await next.HandleAsync(command);
        next.Outcomes.ShouldBe(["attempt.sent"]);
    }

    [Fact]
    public async Task Broker_GoneBeforeTheMailWasSent_LeavesItAsIfNeverBegun()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        bot.Publisher.Before = _ => throw new BrokerUnavailableException("gone");
        var command = TestBot.Command();

        await Should.ThrowAsync<BrokerUnavailableException>(bot.HandleAsync(command));
        bot.Sender.Tried.ShouldBeEmpty();
        bot.Publisher.Before = _ => Task.CompletedTask;
        await bot.HandleAsync(command);

        bot.Outcomes.ShouldBe(["attempt.sent"]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    public async Task Command_ThatMakesNoSense_IsRefused(int attempt, int firstAttempt)
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);

        await Should.ThrowAsync<EventRefusedException>(bot.HandleAsync(TestBot.Command(attempt: attempt, firstAttempt: firstAttempt)));
        await Should.ThrowAsync<EventRefusedException>(
            bot.Send.HandleAsync(new MailStored { Id = "a", CorrelationId = "b", Time = default }, default));
    }
}
