using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>Queues with x-max-priority.</summary>
public class PriorityScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Fact]
    public Task Messages_ComeByPriorityThenAge() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-priority", 5));
        await SendAsync(c, ("a", 1), ("b", 5), ("c", null), ("d", 0), ("e", 5), ("f", 1), ("g", 3));
        await c.DrainAsync("q", 7);
    });

    [Fact]
    public Task Priority_AboveTheMost_CountsAsTheMost() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-priority", 2));
        await SendAsync(c, ("a", 2), ("b", 255), ("c", 1), ("d", 9));
        await c.DrainAsync("q", 4);
    });

    [Fact]
    public Task Priority_OnAPlainQueue_IsPassedOnOnly() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await SendAsync(c, ("a", 1), ("b", 5));
        await c.DrainAsync("q", 2);
    });

    [Fact]
    public Task RequeuedMessage_KeepsItsPlaceAmongItsPriority() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-priority", 5));
        await SendAsync(c, ("a", 1), ("b", 3), ("c", 3));
        var b = await c.TakeAsync("q");
        await SendAsync(c, ("d", 5), ("e", 3));
        await c.NackAsync(b, requeue: true);
        await c.DrainAsync("q", 5);
    });

    [Fact]
    public Task RequeuedAll_ComeInPriorityOrderAgain() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-priority", 5));
        await SendAsync(c, ("a", 1), ("b", 3), ("c", 1), ("d", 3));
        for (var i = 0; i < 3; i++)
            await c.TakeAsync("q");
        await c.NackAsync(await c.TakeAsync("q"), requeue: true, multiple: true);
        await c.DrainAsync("q", 4);
    });

    [Fact]
    public Task Consumer_WithPrefetchOne_GetsTheHighestThatWaits() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-priority", 9));
        await c.PrefetchAsync(1);
        var consumer = await c.ConsumeAsync("q", "c1");
        await SendAsync(c, ("first", 1), ("low", 0), ("high", 9), ("middle", 5));
        for (var i = 0; i < 4; i++)
            await c.AckAsync(await consumer.NextAsync());
    });

    [Fact]
    public Task MaxLength_DropsTheLowestFirst() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q",
            ("x-max-priority", 5), ("x-max-length", 2), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await SendAsync(c, ("high", 5), ("low", 1), ("middle", 3), ("lowest", 0), ("high too", 5));
        await c.DrainAsync("dead", 3);
        await c.DrainAsync("q", 2);
    });

    [Fact]
    public Task Expiration_BehindAHigherPriority_WaitsForIt() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q", ("x-max-priority", 5), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.PublishAsync("", "q", "high stays", p => (p.Priority, p.Expiration) = (5, "60000"));
        await c.PublishAsync("", "q", "low goes", p => (p.Priority, p.Expiration) = (1, "30"));
        await c.SettleDownAsync("q");
        await c.CountAsync("q");
        await c.CountAsync("dead");
        await c.GetAsync("q", autoAck: true);
        await c.DrainAsync("dead", 1);
        await c.CountAsync("q");
    });

    [Fact]
    public Task QueueTtl_EmptiesAllPriorities() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-priority", 5), ("x-message-ttl", 100));
        await SendAsync(c, ("a", 1), ("b", 5), ("c", 0));
        await c.ReadyAsync("q", 0);
    });

    [Fact]
    public Task PurgeAndCounts_SeeAllPriorities() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-priority", 5));
        await SendAsync(c, ("a", 1), ("b", 5), ("c", 0));
        await c.CountAsync("q");
        await c.PurgeAsync("q");
        await c.CountAsync("q");
    });

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(-1)]
    [InlineData("5")]
    public Task MaxPriority_OfAnyValue_IsAcceptedOrRefused(object value) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-max-priority", value));
        await c.DeclareQuorumAsync("quorum", ("x-max-priority", value));
    }, variant: value);

    private static async Task SendAsync(ObservedChannel channel, params (string Body, byte? Priority)[] messages)
    {
        foreach (var (body, priority) in messages)
        {
            await channel.SendAsync("q", body, p =>
            {
                if (priority is { } value)
                    p.Priority = value;
            });
        }
    }
}
