using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>Transactions over publishing, acknowledging and rejecting.</summary>
public class TransactionScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Fact]
    public Task Commit_PublishesInOrder_RollbackForgets() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        var tx = c.Connection.Channel("tx", confirms: false);
        await tx.SelectTransactionsAsync();
        await tx.SendAsync("q", "a", "b");
        await tx.CountAsync("q");
        await tx.CommitAsync();
        await tx.SendAsync("q", "c");
        await tx.RollBackAsync();
        await tx.CommitAsync();
        await c.DrainAsync("q", 2);
    });

    [Fact]
    public Task Reject_InATransaction_DeadLettersWithTheCommit() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a", "b", "c");
        var tx = c.Connection.Channel("tx", confirms: false);
        await tx.SelectTransactionsAsync();
        await tx.RejectAsync(await tx.TakeAsync("q"));
        await tx.NackAsync(await tx.TakeAsync("q"), requeue: false);
        await tx.AckAsync(await tx.TakeAsync("q"));
        await c.SettleDownAsync("q");
        await c.CountAsync("dead");
        await tx.CommitAsync();
        await c.DrainAsync("dead", 2);
        await c.CountAsync("q");
    });

    [Fact]
    public Task Rollback_OfAcks_KeepsTheMessagesUnacknowledged() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "a", "b");
        var tx = c.Connection.Channel("tx", confirms: false);
        await tx.SelectTransactionsAsync();
        var a = await tx.TakeAsync("q");
        await tx.AckAsync(a);
        await tx.RollBackAsync();
        await c.CountAsync("q");
        await tx.AckAsync(a);
        await tx.CommitAsync();
        await tx.CloseAsync();
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task Requeue_InATransaction_HappensWithTheCommit() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "a");
        var tx = c.Connection.Channel("tx", confirms: false);
        await tx.SelectTransactionsAsync();
        await tx.NackAsync(await tx.TakeAsync("q"), requeue: true);
        await c.SettleDownAsync("q");
        await c.CountAsync("q");
        await tx.CommitAsync();
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task ClosedChannel_RollsBack() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "a");
        var tx = c.Connection.Channel("tx", confirms: false);
        await tx.SelectTransactionsAsync();
        await tx.AckAsync(await tx.TakeAsync("q"));
        await tx.SendAsync("q", "b");
        await tx.CloseAsync();
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task Mandatory_InATransaction_ReturnsWithTheCommit() => CompareAsync(async (s, c) =>
    {
        var tx = c.Connection.Channel("tx", confirms: false);
        await tx.SelectTransactionsAsync();
        await tx.PublishAsync("", "nobody", "a", mandatory: true);
        await tx.CommitAsync();
        await tx.ReturnedAsync();
    });

    [Fact]
    public Task Expiration_InATransaction_CountsFromTheCommit() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q", ("x-message-ttl", 100), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        var tx = c.Connection.Channel("tx", confirms: false);
        await tx.SelectTransactionsAsync();
        await tx.SendAsync("q", "a");
        await tx.CommitAsync();
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task Mistakes_WithTransactionsAndConfirms_AreRefused() => CompareAsync(async (s, c) =>
    {
        var plain = c.Connection.Channel("plain", confirms: false);
        await plain.CommitAsync();
        await plain.RollBackAsync();
        await plain.SelectTransactionsAsync();
        await plain.SelectTransactionsAsync();
        await plain.PublishAsync("missing", "k", "a");
        await plain.CommitAsync();
        await c.SelectTransactionsAsync();
    });
}
