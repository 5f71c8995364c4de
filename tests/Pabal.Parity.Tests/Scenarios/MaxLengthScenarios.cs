using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>x-max-length and x-max-length-bytes, and what happens at the limit.</summary>
public class MaxLengthScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task DropHead_DropsTheOldest(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q", ("x-max-length", 2));
        await c.SendAsync("q", "a", "b", "c", "d");
        await c.DrainAsync("q", 2);
    }, variant: quorum);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task DropHead_ByOctets_DropsSeveral(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q", ("x-max-length-bytes", 10));
        await c.SendAsync("q", "1234", "5678", "ab");
        await c.CountAsync("q");
        await c.SendAsync("q", "123456789");
        await c.DrainAsync("q", 1);
        await c.SendAsync("q", "longer than the limit");
        await c.SettleDownAsync("q");
        await c.CountAsync("q");
    }, variant: quorum);

    [Fact]
    public Task DropHead_WithUnacknowledgedMessages_CountsReadyOnesOnly() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-length", 2));
        await c.SendAsync("q", "a", "b");
        var a = await c.TakeAsync("q");
        var b = await c.TakeAsync("q");
        await c.SendAsync("q", "c", "d", "e");
        await c.CountAsync("q");
        await c.NackAsync(b, requeue: true);
        await c.SettleDownAsync("q");
        await c.CountAsync("q");
        await c.NackAsync(a, requeue: true);
        await c.SettleDownAsync("q");
        await c.DrainAsync("q");
    });

    [Fact]
    public Task DropHead_OfRequeuedMessages_DropsThem() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q", ("x-max-length", 1), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a");
        var a = await c.TakeAsync("q");
        await c.SendAsync("q", "b");
        await c.NackAsync(a, requeue: true);
        await c.DrainAsync("dead", 1);
        await c.DrainAsync("q", 1);
    });

    [Theory]
    [InlineData("drop-head")]
    [InlineData("reject-publish")]
    [InlineData("reject-publish-dlx")]
    public Task ZeroLength_WithAndWithoutConsumer(string overflow) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q",
            ("x-max-length", 0), ("x-overflow", overflow), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "nobody there");
        await c.SettleDownAsync("q");
        await c.DrainAsync("dead");
        var consumer = await c.ConsumeAsync("q", "c1", autoAck: true);
        await c.SendAsync("q", "somebody there");
        await c.SettleDownAsync("q");
        consumer.TakeDelivered();
        await c.DrainAsync("dead");
        await c.CountAsync("q");
    }, variant: overflow);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task RejectPublish_AtTheLimit_Nacks(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q", ("x-max-length", 2), ("x-overflow", "reject-publish"));
        await c.SendAsync("q", "a", "b");
        if (quorum)
        {
            // It takes as many more as are under way before it says no.
            await c.SettleDownAsync("q");
            await c.GetAsync("q");
            return;
        }
        await c.SendAsync("q", "c");
        await c.DrainAsync("q", 2);
        await c.SendAsync("q", "d");
        await c.DrainAsync("q", 1);
    }, variant: quorum);

    [Fact]
    public Task RejectPublish_WithMandatory_NacksWithoutReturning() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-length", 1), ("x-overflow", "reject-publish"));
        await c.PublishAsync("", "q", "a", mandatory: true);
        await c.PublishAsync("", "q", "b", mandatory: true);
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task RejectPublish_WithDeadLetterExchange_DeadLettersNothing() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q",
            ("x-max-length", 1), ("x-overflow", "reject-publish"), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a", "b");
        await c.SettleDownAsync("dead");
        await c.CountAsync("dead");
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task RejectPublishDlx_AtTheLimit_NacksAndDeadLetters() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q",
            ("x-max-length", 1), ("x-overflow", "reject-publish-dlx"), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a", "b", "c");
        await c.DrainAsync("dead", 2);
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task RejectPublish_OfOneOfTwoQueues_NacksAndDeliversToTheOther() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("x", "fanout");
        await c.DeclareAsync("full", ("x-max-length", 0), ("x-overflow", "reject-publish"));
        await c.DeclareAsync("free");
        await c.BindAsync("full", "x");
        await c.BindAsync("free", "x");
        await c.PublishAsync("x", "", "a");
        await c.DrainAsync("free");
        await c.DrainAsync("full");
    });

    [Fact]
    public Task RejectPublish_ByOctets_TakesTheOneThatPassesTheLimit() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-length-bytes", 10), ("x-overflow", "reject-publish"));
        await c.SendAsync("q", "12345678", "1234", "1");
        await c.CountAsync("q");
        await c.DrainAsync("q");
        await c.SendAsync("q", "longer than the limit", "next");
        await c.DrainAsync("q");
    });

    [Fact]
    public Task RejectPublish_WithUnacknowledgedMessages_CountsReadyOnesOnly() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-length", 1), ("x-overflow", "reject-publish"));
        await c.SendAsync("q", "a");
        var a = await c.TakeAsync("q");
        await c.SendAsync("q", "b", "c");
        await c.NackAsync(a, requeue: true);
        await c.SettleDownAsync("q");
        await c.CountAsync("q");
        await c.SendAsync("q", "d");
        await c.DrainAsync("q");
    });

    [Fact]
    public Task RejectPublish_WithAWaitingConsumer_IsNotAtTheLimit() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-length", 1), ("x-overflow", "reject-publish"));
        var consumer = await c.ConsumeAsync("q", "c1", autoAck: true);
        await c.SendAsync("q", "a", "b", "c");
        await consumer.NextAsync(3);
    });

    [Fact]
    public Task RejectPublish_InATransaction_IsSilent() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-length", 1), ("x-overflow", "reject-publish"));
        var tx = c.Connection.Channel("tx", confirms: false);
        await tx.SelectTransactionsAsync();
        await tx.SendAsync("q", "a", "b", "c");
        await tx.CommitAsync();
        await c.SettleDownAsync("q");
        await c.DrainAsync("q");
    });

    [Fact]
    public Task BothLimits_TheFirstReachedCounts() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-length", 3), ("x-max-length-bytes", 6));
        await c.SendAsync("q", "1", "2", "3", "4");
        await c.CountAsync("q");
        await c.SendAsync("q", "55555");
        await c.DrainAsync("q");
    });

    [Fact]
    public Task EmptyBodies_ByOctets_AreNeverTooMany() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-length-bytes", 0));
        await c.SendAsync("q", "", "");
        await c.CountAsync("q");
        await c.SendAsync("q", "1");
        await c.DrainAsync("q");
    });

    [Theory]
    [InlineData("x-max-length", -1)]
    [InlineData("x-max-length", "5")]
    [InlineData("x-max-length-bytes", -1)]
    [InlineData("x-max-length-bytes", 1.0)]
    [InlineData("x-overflow", "explode")]
    [InlineData("x-overflow", 1)]
    public Task Argument_OfAnyValue_IsAcceptedOrRefused(string name, object value) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("classic", (name, value));
        await c.DeclareQuorumAsync("quorum", (name, value));
    }, variant: $"{name},{value}");

    [Fact]
    public Task RejectPublishDlx_OnAQuorumQueue() => CompareAsync(async (s, c) =>
    {
        await c.DeclareQuorumAsync("q", ("x-max-length", 1), ("x-overflow", "reject-publish-dlx"));
    });
}
