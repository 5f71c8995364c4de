using Mailroom.Bot.Sending;
using Mailroom.Bot.Tests.Ledgers;
using Mailroom.Mail;
using Mailroom.Mail.Sending;
using Mailroom.Mail.Tests;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Tests.Sending;

public class CancelTests
{
    [Theory]
    [InlineData(LedgerKind.Sqlite)]
    [InlineData(LedgerKind.Postgres)]
    public async Task BeforeTheCommand_IsCancelledAtOnce_AndTheCommandIsDropped(LedgerKind kind)
    {
        await using var ledger = await TestLedger.CreateAsync(kind);
        await using var bot = new TestBot(ledger);
        var command = TestBot.Command();

        await bot.HandleAsync(TestBot.Cancellation(command.MessageId));
        await bot.HandleAsync(command);

        bot.Sender.Tried.ShouldBeEmpty();
        bot.Outcomes.ShouldBe(["attempt.cancelled", "attempt.cancelled"]);
        bot.Publisher.Events.Select(content => content.Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task BetweenTwoAttempts_IsCancelledAtOnce_AndTheNextAttemptIsDropped()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        bot.Sender.Answer(FakeSender.Result(SendOutcome.TransientFailure, 451, "4.3.0", "later"));
        var command = TestBot.Command();
        await bot.HandleAsync(command);

        await bot.HandleAsync(TestBot.Cancellation(command.MessageId));
        await bot.HandleAsync(bot.Publisher.Later[0].Command);

        bot.Sender.Tried.Count.ShouldBe(1);
        bot.Outcomes.ShouldBe(["attempt.deferred", "attempt.cancelled", "attempt.cancelled"]);
    }

    [Theory]
    [InlineData(SendOutcome.Accepted, "attempt.sent")]
    [InlineData(SendOutcome.TransientFailure, "attempt.cancelled")]
    [InlineData(SendOutcome.PermanentFailure, "attempt.failed")]
    [InlineData(SendOutcome.Uncertain, "attempt.uncertain")]
    public async Task DuringAnAttempt_LeavesItItsEnd_AndNoneFollows(SendOutcome outcome, string type)
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger, policy: UncertainPolicy.SendAgain);
        var answer = new TaskCompletionSource<SendResult>();
        bot.Sender.Decide = (_, _) => answer.Task;
        var command = TestBot.Command();
        var handling = bot.HandleAsync(command);
        await Waiting.UntilAsync(() => !bot.Sender.Tried.IsEmpty);

        await bot.HandleAsync(TestBot.Cancellation(command.MessageId));
        bot.Outcomes.ShouldBeEmpty();
        answer.SetResult(FakeSender.Result(outcome, 250, "2.0.0", "text"));
        await handling.WithinAsync();

        bot.Outcomes.ShouldBe([type]);
        bot.Publisher.Later.ShouldBeEmpty();
        if (bot.Publisher.Events[^1] is MailUncertain uncertain)
            uncertain.IsSentAgain.ShouldBeFalse();
    }

    [Fact]
    public async Task DuringAnAttemptTakenForSome_NamesThoseWhoWerePutOff()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        var answer = new TaskCompletionSource<SendResult>();
        bot.Sender.Decide = (_, _) => answer.Task;
        var command = TestBot.Command();
        var handling = bot.HandleAsync(command);
        await Waiting.UntilAsync(() => !bot.Sender.Tried.IsEmpty);

        await bot.HandleAsync(TestBot.Cancellation(command.MessageId));
        answer.SetResult(new SendResult(SendOutcome.Accepted, new SmtpReply(250, null, "OK"),
            [new RecipientResult("later@x.test", new SmtpReply(450, null, "later"))]));
        await handling.WithinAsync();

        bot.Publisher.Events[^1].ShouldBeOfType<MailSent>().Refused.ShouldHaveSingleItem().Address.ShouldBe("later@x.test");
        bot.Publisher.Later.ShouldBeEmpty();
    }

    [Fact]
    public async Task AfterTheMailWasSent_ChangesNothing()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        var command = TestBot.Command();
        await bot.HandleAsync(command);

        await bot.HandleAsync(TestBot.Cancellation(command.MessageId));
        await bot.HandleAsync(command);

        bot.Outcomes.ShouldBe(["attempt.sent", "attempt.sent"]);
    }

    [Fact]
    public async Task AfterAnUncertainAttempt_DoesNotClaimThatTheMailWasNotSent()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger, policy: UncertainPolicy.SendAgain);
        bot.Sender.Answer(new SendResult(SendOutcome.Uncertain, null, [], "reset"));
        var command = TestBot.Command();
        await bot.HandleAsync(command);

        await bot.HandleAsync(TestBot.Cancellation(command.MessageId));
        await bot.HandleAsync(bot.Publisher.Later[0].Command);

        bot.Sender.Tried.Count.ShouldBe(1);
        bot.Publisher.Events.OfType<MailUncertain>().Select(content => content.IsSentAgain).ShouldBe([true, false, false]);
        bot.Publisher.Events.OfType<MailUncertain>().Select(content => content.Attempt).ShouldBe([1, 1, 2]);
        bot.Publisher.Events.OfType<MailUncertain>().Select(content => content.Id).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task AfterAnUncertainAndADeferredAttempt_IsToldOfTheLaterOne()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger, policy: UncertainPolicy.SendAgain);
        bot.Sender.Answer(new SendResult(SendOutcome.Uncertain, null, [], "reset"));
        var command = TestBot.Command();
        await bot.HandleAsync(command);
        bot.Sender.Answer(FakeSender.Result(SendOutcome.TransientFailure, 451, "4.3.0", "later"));
        await bot.HandleAsync(bot.Publisher.Later[0].Command);

        await bot.HandleAsync(TestBot.Cancellation(command.MessageId));

        // Told of the first one, the API would take it for old news, and the message would be cancelling for ever.
        var last = bot.Publisher.Events[^1].ShouldBeOfType<MailUncertain>();
        (last.Attempt, last.IsSentAgain).ShouldBe((2, false));
    }

    [Fact]
    public async Task DuringTheAttemptAfterAnUncertainOne_DoesNotClaimThatTheMailWasNotSent()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger, policy: UncertainPolicy.SendAgain);
        bot.Sender.Answer(new SendResult(SendOutcome.Uncertain, null, [], "reset"));
        var command = TestBot.Command();
        await bot.HandleAsync(command);
        var answer = new TaskCompletionSource<SendResult>();
        bot.Sender.Decide = (_, _) => answer.Task;
        var handling = bot.HandleAsync(bot.Publisher.Later[0].Command);
        await Waiting.UntilAsync(() => bot.Sender.Tried.Count == 2);

        await bot.HandleAsync(TestBot.Cancellation(command.MessageId));
        answer.SetResult(FakeSender.Result(SendOutcome.TransientFailure, 451, "4.3.0", "later"));
        await handling.WithinAsync();

        var last = bot.Publisher.Events[^1].ShouldBeOfType<MailUncertain>();
        (last.Attempt, last.IsSentAgain).ShouldBe((2, false));
        bot.Publisher.Later.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Mail_SentAgainAfterItsCancellation_IsSent()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        var id = Guid.CreateVersion7();
        await bot.HandleAsync(TestBot.Cancellation(id));
        await bot.HandleAsync(TestBot.Command(id));

        await bot.HandleAsync(TestBot.Command(id, attempt: 2, firstAttempt: 2));
        bot.Sender.Tried.Count.ShouldBe(1);

        await bot.HandleAsync(TestBot.Cancellation(id, firstAttempt: 3));
        await bot.HandleAsync(TestBot.Command(id, attempt: 3, firstAttempt: 3));
        bot.Sender.Tried.Count.ShouldBe(1);
    }

    [Fact]
    public async Task CommandOfBeforeTheCancellation_ThatComesAfterTheMailWasSentAgain_ChangesNothing()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        bot.Sender.Answer(FakeSender.Result(SendOutcome.TransientFailure, 451, "4.3.0", "later"));
        var command = TestBot.Command();
        await bot.HandleAsync(command);
        var waiting = bot.Publisher.Later[0].Command;
        await bot.HandleAsync(TestBot.Cancellation(command.MessageId));
        await bot.HandleAsync(TestBot.Command(command.MessageId, attempt: 2, firstAttempt: 2));
        var told = bot.Outcomes.ToList();
        var later = bot.Publisher.Later.Count;

        await bot.HandleAsync(waiting);

        bot.Outcomes.ShouldBe(told);
        bot.Publisher.Later.Count.ShouldBe(later);
    }

    [Fact]
    public async Task CommandOfBeforeTheCancellation_ThatComesFirst_NamesItsSeries()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        bot.Sender.Answer(FakeSender.Result(SendOutcome.TransientFailure, 451, "4.3.0", "later"));
        var command = TestBot.Command();
        await bot.HandleAsync(command);
        await bot.HandleAsync(TestBot.Cancellation(command.MessageId));

        await bot.HandleAsync(bot.Publisher.Later[0].Command);

        var dropped = bot.Publisher.Events[^1].ShouldBeOfType<MailCancelled>();
        (dropped.Attempt, dropped.FirstAttempt).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Cancellation_ThatCameLate_DoesNotUndoALaterOne()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        var id = Guid.CreateVersion7();

        await bot.HandleAsync(TestBot.Cancellation(id, firstAttempt: 3));
        await bot.HandleAsync(TestBot.Cancellation(id, firstAttempt: 1));
        await bot.HandleAsync(TestBot.Command(id, attempt: 3, firstAttempt: 3));

        bot.Sender.Tried.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(LedgerKind.Sqlite)]
    [InlineData(LedgerKind.Postgres)]
    public async Task AtTheSameTimeAsTheCommand_IsEitherSentOrCancelled(LedgerKind kind)
    {
        await using var ledger = await TestLedger.CreateAsync(kind);
        await using var bot = new TestBot(ledger, "first");
        await using var other = new TestBot(ledger, "other");
        var commands = Enumerable.Range(0, 40).Select(_ => TestBot.Command()).ToList();

        await Task.WhenAll(commands.SelectMany(command =>
            new[] { bot.HandleAsync(command), other.HandleAsync(TestBot.Cancellation(command.MessageId)) }));

        var events = bot.Publisher.Events.Concat(other.Publisher.Events).OfType<AttemptEvent>().ToList();
        foreach (var command in commands)
        {
            var types = events.Where(content => content.MessageId == command.MessageId).Select(content => content.RoutingKey).ToList();
            (types.Contains("attempt.sent") ^ types.Contains("attempt.cancelled")).ShouldBeTrue(string.Join(' ', types));
        }
    }

    [Fact]
    public async Task Handler_GivenSomethingElse_RefusesIt()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);

        await Should.ThrowAsync<EventRefusedException>(bot.Cancel.HandleAsync(TestBot.Command(), default));
    }
}
