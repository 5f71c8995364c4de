using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;
using RabbitMQ.Client;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>Where dead letters go, in which order, and what their headers say.</summary>
public class DeadLetterScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Reject_WithoutRoutingKeyArgument_KeepsTheKey(bool quorum) => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "dlx", "topic", "#");
        await c.DeclareAnyAsync(quorum, "q", ("x-dead-letter-exchange", "@dlx"));
        await c.DeclareExchangeAsync("x", "direct");
        await c.BindAsync("q", "x", "some.key");
        await c.PublishAsync("x", "some.key", "a");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    }, variant: quorum);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Reject_WithRoutingKeyArgument_ReplacesTheKey(bool quorum) => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "dlx", "topic", "#");
        await c.DeclareAnyAsync(quorum, "q", ("x-dead-letter-exchange", "@dlx"), ("x-dead-letter-routing-key", "other.key"));
        await c.SendAsync("q", "a");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    }, variant: quorum);

    [Fact]
    public Task NackMultiple_WithoutRequeue_DeadLettersInOrder() => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "dlx", "fanout", "");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"));
        await c.SendAsync("q", "a", "b", "c", "d");
        await c.TakeAsync("q");
        await c.TakeAsync("q");
        await c.NackAsync(await c.TakeAsync("q"), requeue: false, multiple: true);
        await c.DrainAsync("dead", 3);
        await c.CountAsync("q");
    });

    [Fact]
    public Task NackMultiple_OfTwoQueues_DeadLettersEach() => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "dlx", "fanout", "");
        await c.DeclareAsync("p", ("x-dead-letter-exchange", "@dlx"), ("x-dead-letter-routing-key", "from-p"));
        await c.DeclareAsync("q");
        await c.SendAsync("p", "p1", "p2");
        await c.SendAsync("q", "q1", "q2");
        await c.TakeAsync("p");
        await c.TakeAsync("q");
        await c.TakeAsync("p");
        await c.NackAsync(await c.TakeAsync("q"), requeue: false, multiple: true);
        await c.DrainAsync("dead", 2);
        await c.CountAsync("q");
    });

    [Fact]
    public Task MissingExchange_LosesTheMessage() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@nowhere"));
        await c.SendAsync("q", "a");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.SettleDownAsync("q");
        await c.CountAsync("q");
    });

    [Fact]
    public Task MissingExchange_DeclaredLater_GetsLaterMessages() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"));
        await c.SendAsync("q", "a", "b");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.SettleDownAsync("q");
        await DeclareDeadAsync(c, "dlx", "fanout", "");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task ExchangeWithoutRoute_LosesTheMessage() => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "dlx", "direct", "other");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"));
        await c.SendAsync("q", "a");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.SettleDownAsync("q");
        await c.CountAsync("dead");
        await c.CountAsync("q");
    });

    [Fact]
    public Task ExchangeWithoutRoute_UsesItsAlternate() => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "alternate", "fanout", "");
        await c.DeclareExchangeAsync("dlx", "direct", ("alternate-exchange", "@alternate"));
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"));
        await c.SendAsync("q", "a");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task SeveralDeadLetterQueues_EachGetACopy() => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "dlx", "fanout", "");
        await c.DeclareAsync("dead-2");
        await c.BindAsync("dead-2", "dlx");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"));
        await c.SendAsync("q", "a");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
        await c.DrainAsync("dead-2", 1);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task MaxLength_DeadLettersFromTheHead(bool quorum) => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "dlx", "fanout", "");
        await c.DeclareAnyAsync(quorum, "q", ("x-dead-letter-exchange", "@dlx"), ("x-max-length", 2));
        await c.SendAsync("q", "a", "b", "c", "d");
        await c.DrainAsync("dead", 2);
        await c.DrainAsync("q", 2);
    }, variant: quorum);

    [Fact]
    public Task Reject_WithRequeue_IsNoDeath() => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "dlx", "fanout", "");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"));
        await c.SendAsync("q", "a");
        await c.RejectAsync(await c.TakeAsync("q"), requeue: true);
        await c.RejectAsync(await c.TakeAsync("q"), requeue: false);
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task PurgeAndDelete_DeadLetterNothing() => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "dlx", "fanout", "");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"));
        await c.SendAsync("q", "a", "b");
        await c.PurgeAsync("q");
        await c.SendAsync("q", "c");
        await c.DeleteAsync("q");
        await c.SettleDownAsync("dead");
        await c.CountAsync("dead");
    });

    [Fact]
    public Task ClosedChannel_RequeuesAndDeadLettersNothing() => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "dlx", "fanout", "");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"));
        await c.SendAsync("q", "a");
        var other = c.Connection.Channel("other");
        await other.TakeAsync("q");
        await other.CloseAsync();
        await c.DrainAsync("q", 1);
        await c.CountAsync("dead");
    });

    [Fact]
    public Task AutoAck_ThenNothing_IsNoDeath() => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "dlx", "fanout", "");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"), ("x-message-ttl", 60000));
        await c.SendAsync("q", "a");
        await c.DrainAsync("q", 1);
        await c.CountAsync("dead");
    });

    [Fact]
    public Task UserId_OfADeadLetter_IsKept() => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "dlx", "fanout", "");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"));
        await c.SendAsync("q", "a", p =>
        {
            p.UserId = "guest";
            p.AppId = "app";
            p.Timestamp = new AmqpTimestamp(1000);
        });
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task InternalExchange_AsDeadLetterExchange_Works() => CompareAsync(async (s, c) =>
    {
        await c.AskAsync("declare internal exchange", channel => channel.ExchangeDeclareAsync(
            s.Names.Of("dlx"), "fanout", durable: false, autoDelete: false, new Dictionary<string, object?> { ["internal"] = true }));
        await c.DeclareAsync("dead");
        await c.BindAsync("dead", "dlx");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"));
        await c.SendAsync("q", "a");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task HeadersExchange_AsDeadLetterExchange_SeesTheDeathHeaders() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("dlx", "headers");
        await c.DeclareAsync("rejected");
        await c.DeclareAsync("expired");
        await c.BindAsync("rejected", "dlx", "", ("x-match", "all-with-x"), ("x-first-death-reason", "rejected"));
        await c.BindAsync("expired", "dlx", "", ("x-match", "all-with-x"), ("x-first-death-reason", "expired"));
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"), ("x-message-ttl", 100));
        await c.SendAsync("q", "a", "b");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("rejected", 1);
        await c.DrainAsync("expired", 1);
    });

    [Fact]
    public Task Arguments_OfAnyKind_AreAcceptedOrRefused() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q1", ("x-dead-letter-exchange", 5));
        await c.DeclareAsync("q2", ("x-dead-letter-routing-key", "k"));
        await c.DeclareAsync("q3", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", 5));
        await c.DeclareAsync("q4", ("x-dead-letter-exchange", ""), ("x-dead-letter-strategy", "at-least-once"));
        await c.DeclareQuorumAsync("q5", ("x-dead-letter-exchange", ""), ("x-dead-letter-strategy", "whenever"));
        await c.DeclareQuorumAsync("q6", ("x-dead-letter-exchange", ""), ("x-dead-letter-strategy", "at-least-once"));
        await c.DeclareAsync("q7", ("x-dead-letter-exchange", true));
    });

    [Fact]
    public Task AtLeastOnce_OnAQuorumQueue_DeadLettersRejectedAndExpired() => CompareAsync(async (s, c) =>
    {
        await DeclareDeadAsync(c, "dlx", "fanout", "");
        await c.DeclareQuorumAsync("q",
            ("x-dead-letter-exchange", "@dlx"), ("x-dead-letter-strategy", "at-least-once"), ("x-overflow", "reject-publish"));
        await c.SendAsync("q", "rejected");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
        await c.SendAsync("q", "expired", p => p.Expiration = "50");
        await c.DrainAsync("dead", 1);
    });

    private static async Task DeclareDeadAsync(ObservedChannel channel, string exchange, string type, string key)
    {
        await channel.DeclareExchangeAsync(exchange, type);
        await channel.DeclareAsync("dead");
        await channel.BindAsync("dead", exchange, key);
    }
}
