using Mailroom.Bot.Tests.Ledgers;
using Mailroom.Mail.Sending;
using Mailroom.Mail.Tests;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Tests.Sending;

/// <summary>The same command comes to several, or several times to one.</summary>
public class SharedLedgerTests
{
    [Theory]
    [InlineData(LedgerKind.Sqlite)]
    [InlineData(LedgerKind.Postgres)]
    public async Task Bots_GivenTheSameCommandsAtTheSameTime_SendEachOnce(LedgerKind kind)
    {
        await using var ledger = await TestLedger.CreateAsync(kind);
        await using var first = new TestBot(ledger, "first");
        await using var second = new TestBot(ledger, "second");
        var commands = Enumerable.Range(0, 40).Select(_ => TestBot.Command()).ToList();

        await Task.WhenAll(commands.SelectMany(command =>
            new[] { first.HandleAsync(command), second.HandleAsync(command), first.HandleAsync(command) }));

        (first.Sender.Tried.Count + second.Sender.Tried.Count).ShouldBe(40);
        var sent = first.Publisher.Events.Concat(second.Publisher.Events).OfType<MailSent>().Select(content => content.MessageId);
        sent.Distinct().ShouldBe(commands.Select(command => command.MessageId), ignoreOrder: true);
    }

    [Fact]
    public async Task Attempt_ThatAnotherBotMakes_IsPostponed_AndUncertainAfterItsTime()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        var time = new ManualTime();
        await using var other = new TestBot(ledger, "other", time: time);
        var answer = new TaskCompletionSource<SendResult>();
        other.Sender.Decide = (_, _) => answer.Task;
        var command = TestBot.Command();
        var handling = other.HandleAsync(command);
        await Waiting.UntilAsync(() => !other.Sender.Tried.IsEmpty);
        await using var bot = new TestBot(ledger, time: time);

        await bot.HandleAsync(command);
        bot.Publisher.Events.ShouldBeEmpty();
        bot.Publisher.Later.ShouldHaveSingleItem().Command.ShouldBe(command);
        time.Advance(TimeSpan.FromMinutes(31));
        await bot.HandleAsync(command);
        bot.Outcomes.ShouldBe(["attempt.uncertain"]);

        // It was alive after all, and knows better.
        answer.SetResult(FakeSender.Result(SendOutcome.Accepted, 250, "2.0.0", "OK"));
        await handling.WithinAsync();
        other.Outcomes.ShouldBe(["attempt.sent"]);
        await bot.HandleAsync(command);
        bot.Outcomes.ShouldBe(["attempt.uncertain", "attempt.sent"]);
    }

    [Fact]
    public async Task Attempt_ThatThisProcessMakes_IsPostponed()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var bot = new TestBot(ledger);
        var answer = new TaskCompletionSource<SendResult>();
        bot.Sender.Decide = (_, _) => answer.Task;
        var command = TestBot.Command();
        var handling = bot.HandleAsync(command);
        await Waiting.UntilAsync(() => !bot.Sender.Tried.IsEmpty);

        await bot.HandleAsync(command);
        answer.SetResult(FakeSender.Result(SendOutcome.Accepted, 250, "2.0.0", "OK"));
        await handling.WithinAsync();

        bot.Publisher.Later.ShouldHaveSingleItem().Command.ShouldBe(command);
        bot.Sender.Tried.Count.ShouldBe(1);
        bot.Outcomes.ShouldBe(["attempt.sent"]);
    }

    [Fact]
    public async Task Attempt_ThatIsMadeElsewhere_IsTriedAgainHere_WhereTheBrokerHasNoWaits()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        var ladder = RetryLadder.Exponential(1, TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(1));
        await using var bot = new TestBot(ledger, ladder: ladder);
        bot.Sender.Decide = (_, _) => new TaskCompletionSource<SendResult>().Task;
        var command = TestBot.Command();
        _ = bot.HandleAsync(command);
        await Waiting.UntilAsync(() => !bot.Sender.Tried.IsEmpty);

        await Should.ThrowAsync<Mailroom.Bot.Sending.AttemptRunningException>(() => bot.HandleAsync(command));
    }

    [Fact]
    public async Task Recovery_LeavesWhatOtherBotsAreDoing()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var other = new TestBot(ledger, "other");
        other.Sender.Decide = (_, _) => new TaskCompletionSource<SendResult>().Task;
        _ = other.HandleAsync(TestBot.Command());
        await Waiting.UntilAsync(() => !other.Sender.Tried.IsEmpty);
        await using var bot = new TestBot(ledger);

        await bot.Recovery.RunAsync(default);
        await other.Recovery.RunAsync(default);

        bot.Publisher.Events.ShouldBeEmpty();
        other.Outcomes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(LedgerKind.Sqlite)]
    [InlineData(LedgerKind.Postgres)]
    public async Task Name_IsGivenToOneProcessAtATime(LedgerKind kind)
    {
        await using var ledger = await TestLedger.CreateAsync(kind);
        await using var first = ledger.Open();
        await using var second = ledger.Open();

        var claim = await first.TryClaimAsync("bot", default);
        claim.ShouldNotBeNull();
        (await second.TryClaimAsync("bot", default)).ShouldBeNull();
        await using (var other = await second.TryClaimAsync("other", default))
            other.ShouldNotBeNull();
        await claim.DisposeAsync();

        await using var next = await second.TryClaimAsync("bot", default);
        next.ShouldNotBeNull();
    }
}
