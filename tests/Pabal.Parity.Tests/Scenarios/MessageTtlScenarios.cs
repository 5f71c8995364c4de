using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;
using RabbitMQ.Client;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>Time to live of messages, by expiration and by x-message-ttl.</summary>
public class MessageTtlScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Fact]
    public Task QueueTtl_WithoutDeadLettering_EmptiesTheQueue() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-message-ttl", 100));
        await c.SendAsync("q", "a", "b");
        await c.ReadyAsync("q", 0);
        await c.GetAsync("q");
    });

    [Fact]
    public Task QueueTtl_WithDeadLettering_KeepsTheOrder() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q", ("x-message-ttl", 100), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a", "b", "c", "d", "e");
        await c.DrainAsync("dead", 5);
        await c.CountAsync("q");
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Expiration_BehindALongerOne_WaitsForIt(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAnyAsync(quorum, "q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "long", p => p.Expiration = "60000");
        await c.SendAsync("q", "short", p => p.Expiration = "1");
        await c.SettleDownAsync("q");
        await c.CountAsync("q");
        await c.CountAsync("dead");
        await c.GetAsync("q", autoAck: true);
        await c.DrainAsync("dead", 1);
        await c.GetAsync("q");
    }, variant: quorum);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Expiration_OfADeadLetter_IsTakenAwayAndKeptInTheHeader(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAnyAsync(quorum, "q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a", p =>
        {
            p.Expiration = "50";
            p.ContentType = "text/plain";
            p.DeliveryMode = DeliveryModes.Persistent;
            p.Priority = 3;
            p.MessageId = "id-1";
        });
        await c.DrainAsync("dead", 1);
    }, variant: quorum);

    [Fact]
    public Task Expiration_OfARejectedMessage_IsTakenAwayToo() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a", p => p.Expiration = "60000");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task Expiration_BesideAQueueTtl_TheShorterCounts() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("short", ("x-message-ttl", 50), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.DeclareAsync("long", ("x-message-ttl", 60000), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("short", "long expiration", p => p.Expiration = "60000");
        await c.DrainAsync("dead", 1);
        await c.SendAsync("long", "short expiration", p => p.Expiration = "50");
        await c.DrainAsync("dead", 1);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task ZeroExpiration_WithoutConsumer_DiesAtOnce(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAnyAsync(quorum, "q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a", p => p.Expiration = "0");
        await c.DrainAsync("dead", 1);
        await c.CountAsync("q");
    }, variant: quorum);

    [Fact]
    public Task ZeroExpiration_WithAConsumer_IsDelivered() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        var consumer = await c.ConsumeAsync("q", "c1", autoAck: true);
        await c.SendAsync("q", "a", p => p.Expiration = "0");
        await consumer.NextAsync();
        await c.CountAsync("dead");
    });

    [Fact]
    public Task ZeroQueueTtl_WithAConsumer_IsDelivered() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q", ("x-message-ttl", 0), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "nobody there");
        await c.DrainAsync("dead", 1);
        await c.PrefetchAsync(1);
        var consumer = await c.ConsumeAsync("q", "c1");
        await c.SendAsync("q", "first", "over the prefetch limit");
        await consumer.NextAsync();
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task Expiration_OfAnUnacknowledgedMessage_CountsAgainWhenItIsRequeued() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q", ("x-message-ttl", 100), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "held", "waiting");
        var held = await c.TakeAsync("q");
        await c.ReadyAsync("dead", 1);
        await c.NackAsync(held, requeue: true);
        await c.DrainAsync("dead", 2);
        await c.GetAsync("q");
    });

    [Fact]
    public Task Expiration_OfAnUnacknowledgedMessage_DoesNotTakeItFromItsConsumer() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "a", p => p.Expiration = "250");
        var held = await c.TakeAsync("q");
        for (var i = 0; i < 4; i++)
            await c.SettleDownAsync("q");
        await c.AckAsync(held);
        await c.CountAsync("q");
    });

    [Theory]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData("60000 ")]
    [InlineData(" 60000")]
    [InlineData("+60000")]
    [InlineData("0xffff")]
    [InlineData("315360000000")]
    [InlineData("315360000001")]
    [InlineData("99999999999999999999999999")]
    [InlineData("007000")]
    public Task Expiration_OfAnyText_IsAcceptedOrRefused(string text) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "a", p => p.Expiration = text);
        await c.SendAsync("q", "b");
        await c.CountAsync("q");
    }, variant: text);

    [Fact]
    public Task Expiration_OfAMessageWithoutQueue_IsCheckedToo() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("x", "fanout");
        await c.PublishAsync("x", "", "a", p => p.Expiration = "soon");
    });

    [Theory]
    [InlineData(-1)]
    [InlineData(315360000000)]
    [InlineData(315360000001)]
    [InlineData("100")]
    [InlineData(1.5)]
    [InlineData(true)]
    public Task QueueTtl_OfAnyValue_IsAcceptedOrRefused(object value) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-message-ttl", value));
    }, variant: value);
}
