using Mailroom.Bot.Ledgers;
using Mailroom.Bot.Tests.Sending;
using Mailroom.Mail.Tests;

namespace Mailroom.Bot.Tests.Ledgers;

public class RetentionTests
{
    [Theory]
    [InlineData(LedgerKind.Sqlite)]
    [InlineData(LedgerKind.Postgres)]
    public async Task Forget_RemovesWhatEndedBefore_AndKeepsWhatHasNotEnded(LedgerKind kind)
    {
        await using var ledger = await TestLedger.CreateAsync(kind);
        await using var bot = new TestBot(ledger);
        var old = TestBot.Command();
        await bot.HandleAsync(old);
        bot.Sender.Decide = (_, _) => new TaskCompletionSource<Mailroom.Mail.Sending.SendResult>().Task;
        var running = TestBot.Command();
        _ = bot.HandleAsync(running);
        await Waiting.UntilAsync(() => bot.Sender.Tried.Count == 2);
        await bot.Ledger.CancelAsync(Guid.CreateVersion7(), 1, bot.Time.GetUtcNow(), default);
        bot.Time.Advance(TimeSpan.FromDays(31));

        (await bot.Ledger.ForgetAsync(bot.Time.GetUtcNow() - TimeSpan.FromDays(32), default)).ShouldBe(0);
        (await bot.Ledger.ForgetAsync(bot.Time.GetUtcNow() - TimeSpan.FromDays(30), default)).ShouldBe(1);

        var next = bot.Identity with { Instance = "next" };
        (await bot.Ledger.BeginAsync(KeyOf(old), 1, next, default, default)).ShouldBe(BeginResult.Begun);
        (await bot.Ledger.FindAbandonedAsync(next, default)).ShouldHaveSingleItem().Key.ShouldBe(KeyOf(running));
    }

    [Fact]
    public async Task Work_ThatFails_UndoesItselfAlone()
    {
        await using var ledger = await TestLedger.CreateAsync(LedgerKind.Sqlite);
        await using var database = ledger.Open();
        var log = new AttemptLedger(database);
        var bot = new BotIdentity("bot", "1");
        var keys = Enumerable.Range(1, 20).Select(attempt => new AttemptKey(Guid.CreateVersion7(), attempt)).ToList();

        var good = keys.ConvertAll(key => log.BeginAsync(key, 1, bot, default, default));
        var bad = Enumerable.Range(0, 5).Select(_ => database.CommitAsync<int>(
            null, (_, _) => throw new InvalidOperationException("no"), default)).ToList();

        foreach (var task in good)
            (await task.WithinAsync()).ShouldBe(BeginResult.Begun);
        foreach (var task in bad)
            await Should.ThrowAsync<InvalidOperationException>(task.WithinAsync());
        (await log.FindAbandonedAsync(bot with { Instance = "2" }, default)).Count.ShouldBe(20);
    }

    private static AttemptKey KeyOf(Mailroom.Messaging.Events.SendMail command) => new(command.MessageId, command.Attempt);
}
