using Mailroom.Bot.Sending;
using Mailroom.Bot.Tests.Ledgers;
using Mailroom.Mail.Sending;
using Mailroom.Mail.Tests;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Tests.Sending;

/// <summary>A process ends somewhere, and its commands come again to the next one.</summary>
public class CrashTests
{
    private static readonly Task never = new TaskCompletionSource().Task;

    [Theory]
    [InlineData(LedgerKind.Sqlite)]
    [InlineData(LedgerKind.Postgres)]
    public async Task AfterTheIntent_IsUncertain(LedgerKind kind)
    {
        await using var ledger = await TestLedger.CreateAsync(kind);
        await using var crashed = new TestBot(ledger);
        var reached = new TaskCompletionSource();
        crashed.Sender.Decide = async (_, _) =>
        {
            reached.SetResult();
            await never;
            throw new InvalidOperationException("unreachable");
        };
        var command = TestBot.Command();
        _ = crashed.HandleAsync(command);
        await reached.Task.WithinAsync();

        await using var next = new TestBot(ledger);
        await next.HandleAsync(command);

        next.Sender.Tried.ShouldBeEmpty();
        next.Outcomes.ShouldBe(["attempt.uncertain"]);
        next.Publisher.Later.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(LedgerKind.Sqlite)]
    [InlineData(LedgerKind.Postgres)]
    public async Task BetweenSendingAndItsRecord_IsUncertainAtTheNextStart(LedgerKind kind)
    {
        await using var ledger = await TestLedger.CreateAsync(kind);
        var failing = new FailingDatabase();
        await using var crashed = new TestBot(ledger, between: failing.Before);
        crashed.Sender.Decide = (_, _) =>
        {
            failing.Hangs = true;
            return Task.FromResult(FakeSender.Result(SendOutcome.Accepted, 250, "2.0.0", "OK"));
        };
        var command = TestBot.Command();
        _ = crashed.HandleAsync(command);
        await failing.Reached.WithinAsync();

        await using var next = new TestBot(ledger);
        await next.Recovery.RunAsync(default);
        next.Outcomes.ShouldBe(["attempt.uncertain"]);
        await next.Recovery.RunAsync(default);
        next.Outcomes.ShouldBe(["attempt.uncertain"]);
        await next.HandleAsync(command);

        next.Sender.Tried.ShouldBeEmpty();
        next.Publisher.Events.Select(content => content.Id).Distinct().ShouldBe([$"{command.MessageId:N}-1-uncertain"]);
    }

    [Fact]
    public async Task AfterTheIntent_IsSentAgain_WhereThatIsConfigured()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var crashed = new TestBot(ledger);
        crashed.Sender.Decide = async (_, _) =>
        {
            await never;
            throw new InvalidOperationException("unreachable");
        };
        var command = TestBot.Command();
        _ = crashed.HandleAsync(command);
        await Waiting.UntilAsync(() => !crashed.Sender.Tried.IsEmpty);

        await using var next = new TestBot(ledger, policy: UncertainPolicy.SendAgain);
        await next.Recovery.RunAsync(default);
        next.Publisher.Events.ShouldHaveSingleItem().ShouldBeOfType<MailUncertain>().IsSentAgain.ShouldBeTrue();
        next.Publisher.Later.ShouldBeEmpty();
        await next.HandleAsync(command);

        next.Publisher.Later.ShouldHaveSingleItem().Command.Attempt.ShouldBe(2);
        await next.HandleAsync(next.Publisher.Later[0].Command);
        next.Sender.Tried.Count.ShouldBe(1);
        next.Publisher.Events[^1].ShouldBeOfType<MailSent>().Attempt.ShouldBe(2);
    }

    [Theory]
    [InlineData(SendOutcome.Accepted, "attempt.sent", 0)]
    [InlineData(SendOutcome.TransientFailure, "attempt.deferred", 1)]
    [InlineData(SendOutcome.PermanentFailure, "attempt.failed", 0)]
    [InlineData(SendOutcome.Uncertain, "attempt.uncertain", 0)]
    public async Task BetweenTheRecordAndItsEvent_TheEventFollows(SendOutcome outcome, string type, int later)
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var crashed = new TestBot(ledger);
        crashed.Sender.Answer(FakeSender.Result(outcome, 250, "2.0.0", "text"));
        var reached = new TaskCompletionSource();
        crashed.Publisher.Before = content =>
        {
            if (content is AttemptStarted)
                return Task.CompletedTask;
            reached.TrySetResult();
            return never;
        };
        var command = TestBot.Command();
        _ = crashed.HandleAsync(command);
        await reached.Task.WithinAsync();

        await using var next = new TestBot(ledger);
        await next.Recovery.RunAsync(default);
        next.Publisher.Events.ShouldBeEmpty();
        await next.HandleAsync(command);

        next.Sender.Tried.ShouldBeEmpty();
        next.Outcomes.ShouldBe([type]);
        next.Publisher.Later.Count.ShouldBe(later);
    }

    [Theory]
    [InlineData(SendOutcome.Accepted)]
    [InlineData(SendOutcome.TransientFailure)]
    [InlineData(SendOutcome.PermanentFailure)]
    [InlineData(SendOutcome.Uncertain)]
    public async Task BetweenTheEventAndTheAcknowledgement_TheSameEventComesAgain(SendOutcome outcome)
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var crashed = new TestBot(ledger);
        crashed.Sender.Answer(FakeSender.Result(outcome, 250, "2.0.0", "text"));
        var command = TestBot.Command();
        await crashed.HandleAsync(command);

        await using var next = new TestBot(ledger);
        next.Time.Advance(TimeSpan.FromMinutes(5));
        await next.HandleAsync(command);

        next.Sender.Tried.ShouldBeEmpty();
        next.Publisher.Events.ShouldHaveSingleItem().ShouldBeEquivalentTo(crashed.Publisher.Events[^1]);
        next.Publisher.Later.Select(item => item.Command).ShouldBe(crashed.Publisher.Later.Select(item => item.Command));
    }

    [Fact]
    public async Task BetweenTheNextAttemptAndItsEvent_BothFollow_AndTheNextAttemptIsMadeOnce()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var crashed = new TestBot(ledger);
        crashed.Sender.Answer(FakeSender.Result(SendOutcome.TransientFailure, 451, "4.3.0", "later"));
        crashed.Publisher.Before = content => content is MailDeferred ? never : Task.CompletedTask;
        var command = TestBot.Command();
        _ = crashed.HandleAsync(command);
        await Waiting.UntilAsync(() => crashed.Publisher.Later.Count == 1);

        await using var next = new TestBot(ledger);
        await next.HandleAsync(command);
        next.Outcomes.ShouldBe(["attempt.deferred"]);
        await next.HandleAsync(crashed.Publisher.Later[0].Command);
        await next.HandleAsync(next.Publisher.Later[0].Command);

        next.Sender.Tried.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Ledger_GoneAfterTheMailWasSent_IsToldWhenItIsBack_WithoutASecondMail()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        var failing = new FailingDatabase();
        await using var bot = new TestBot(ledger, between: failing.Before);
        var answer = bot.Sender.Decide;
        bot.Sender.Decide = (mail, cancellation) =>
        {
            failing.Fails = true;
            return answer(mail, cancellation);
        };
        var command = TestBot.Command();

        await Should.ThrowAsync<IOException>(bot.HandleAsync(command));
        await Should.ThrowAsync<IOException>(bot.HandleAsync(command));
        failing.Fails = false;
        await bot.HandleAsync(command);

        bot.Sender.Tried.Count.ShouldBe(1);
        bot.Outcomes.ShouldBe(["attempt.sent"]);
    }

    [Fact]
    public async Task Ledger_GoneAfterTheMailWasSent_IsToldWhenItIsBack_ThoughTheCommandWentToAnotherBot()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        var failing = new FailingDatabase();
        await using var first = new TestBot(ledger, "first", between: failing.Before);
        await using var second = new TestBot(ledger, "second");
        first.Sender.Decide = (_, _) =>
        {
            failing.Fails = true;
            return Task.FromResult(FakeSender.Result(SendOutcome.Accepted, 250, "2.0.0", "OK"));
        };
        var command = TestBot.Command();

        await Should.ThrowAsync<IOException>(first.HandleAsync(command));
        await second.HandleAsync(command);
        second.Publisher.Events.ShouldBeEmpty();
        failing.Fails = false;
        await first.Recorder.CatchUpAsync();
        await second.HandleAsync(command);

        second.Sender.Tried.ShouldBeEmpty();
        second.Outcomes.ShouldBe(["attempt.sent"]);
    }

    [Fact]
    public async Task Ledger_GoneWhenTheIntentWasToBeForgotten_ForgetsItLater()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        var failing = new FailingDatabase();
        await using var bot = new TestBot(ledger, between: failing.Before);
        bot.Publisher.Before = _ =>
        {
            failing.Fails = true;
            throw new BrokerUnavailableException("gone");
        };
        var command = TestBot.Command();

        await Should.ThrowAsync<IOException>(bot.HandleAsync(command));
        failing.Fails = false;
        bot.Publisher.Before = _ => Task.CompletedTask;
        await bot.HandleAsync(command);

        bot.Outcomes.ShouldBe(["attempt.sent"]);
    }

    [Fact]
    public async Task Ledger_ThatOnlySeemedToFail_DoesNotLeaveTheMailUncertain()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        var failing = new FailingDatabase { FailsAfterwards = true };
        await using var bot = new TestBot(ledger, between: failing.Before);
        var command = TestBot.Command();

        await Should.ThrowAsync<IOException>(bot.HandleAsync(command));
        bot.Sender.Tried.ShouldBeEmpty();
        failing.FailsAfterwards = false;
        await bot.HandleAsync(command);

        bot.Sender.Tried.Count.ShouldBe(1);
        bot.Outcomes.ShouldBe(["attempt.sent"]);
    }
}
