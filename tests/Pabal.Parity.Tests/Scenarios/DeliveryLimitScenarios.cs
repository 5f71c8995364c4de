using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>x-delivery-limit and x-delivery-count on quorum queues.</summary>
public class DeliveryLimitScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Fact]
    public Task DeliveryCount_OfEachDelivery_GrowsWithRequeues() => CompareAsync(async (s, c) =>
    {
        await c.DeclareQuorumAsync("q");
        await c.SendAsync("q", "a");
        for (var i = 0; i < 4; i++)
        {
            await c.ReadyAsync("q", 1);
            await c.NackAsync(await c.TakeAsync("q"), requeue: true);
        }
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task DeliveryCount_OnAClassicQueue_IsNotThere() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "a");
        await c.NackAsync(await c.TakeAsync("q"), requeue: true);
        await c.DrainAsync("q", 1);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public Task Limit_Reached_DeadLetters(int limit) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareQuorumAsync("q",
            ("x-delivery-limit", limit), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a");
        for (var i = 0; i <= limit; i++)
        {
            await c.ReadyAsync("q", 1);
            await c.NackAsync(await c.TakeAsync("q"), requeue: true);
        }
        await c.DrainAsync("dead", 1);
        await c.CountAsync("q");
    }, variant: limit);

    [Fact]
    public Task Limit_ReachedWithoutDeadLetterExchange_DropsTheMessage() => CompareAsync(async (s, c) =>
    {
        await c.DeclareQuorumAsync("q", ("x-delivery-limit", 1));
        await c.SendAsync("q", "a", "b");
        await c.NackAsync(await c.TakeAsync("q"), requeue: true);
        await c.ReadyAsync("q", 2);
        await c.NackAsync(await c.TakeAsync("q"), requeue: true);
        await c.SettleDownAsync("q");
        await c.DrainAsync("q");
    });

    [Fact]
    public Task Limit_WithAConsumer_CountsEachDelivery() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareQuorumAsync("q",
            ("x-delivery-limit", 2), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a");
        await c.PrefetchAsync(1);
        var consumer = await c.ConsumeAsync("q", "c1");
        for (var i = 0; i < 3; i++)
            await c.RejectAsync(await consumer.NextAsync(), requeue: true);
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task Limit_OfClosedChannels_CountsToo() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareQuorumAsync("q",
            ("x-delivery-limit", 1), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a");
        for (var i = 0; i < 2; i++)
        {
            await c.ReadyAsync("q", 1);
            var other = c.Connection.Channel($"other {i}");
            await other.TakeAsync("q");
            await other.CloseAsync();
        }
        await c.DrainAsync("dead", 1);
        await c.CountAsync("q");
    });

    [Fact]
    public Task Limit_OfReject_CountsNothing() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareQuorumAsync("q",
            ("x-delivery-limit", 5), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a");
        await c.NackAsync(await c.TakeAsync("q"), requeue: true);
        await c.ReadyAsync("q", 1);
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task PublishedDeliveryCount_IsReplaced() => CompareAsync(async (s, c) =>
    {
        await c.DeclareQuorumAsync("q");
        await c.SendAsync("q", "a", p => p.Headers = new Dictionary<string, object?> { ["x-delivery-count"] = 17, ["z"] = 1 });
        await c.NackAsync(await c.TakeAsync("q"), requeue: true);
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task RequeuedMessages_OfAQuorumQueue_ComeBackInTheirOrder() => CompareAsync(async (s, c) =>
    {
        await c.DeclareQuorumAsync("q");
        await c.SendAsync("q", "a", "b", "c", "d");
        var a = await c.TakeAsync("q");
        var b = await c.TakeAsync("q");
        await c.NackAsync(b, requeue: true);
        await c.NackAsync(a, requeue: true);
        await c.DrainAsync("q", 4);
    });

    [Theory]
    [InlineData(-1)]
    [InlineData("3")]
    public Task Limit_OfAnyValue_IsAcceptedOrRefused(object value) => CompareAsync(async (s, c) =>
    {
        await c.DeclareQuorumAsync("q", ("x-delivery-limit", value));
        await c.DeclareAsync("classic", ("x-delivery-limit", value));
    }, variant: value);
}
