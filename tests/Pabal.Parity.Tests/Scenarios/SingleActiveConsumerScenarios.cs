using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>x-single-active-consumer.</summary>
public class SingleActiveConsumerScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Failover_GoesInTheOrderOfConsuming(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q", ("x-single-active-consumer", true));
        var one = await c.ConsumeAsync("q", "one", autoAck: true);
        var two = await c.ConsumeAsync("q", "two", autoAck: true);
        var three = await c.ConsumeAsync("q", "three", autoAck: true);
        await c.CountAsync("q");
        await c.SendAsync("q", "1", "2");
        await one.NextAsync(2);
        await c.CancelAsync("one");
        await c.SendAsync("q", "3", "4");
        await two.NextAsync(2);
        await c.CancelAsync("two");
        await c.SendAsync("q", "5");
        await three.NextAsync();
        one.TakeDelivered();
        two.TakeDelivered();
        await c.CountAsync("q");
    }, variant: quorum);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task CancelledWaitingConsumer_ChangesNothing(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q", ("x-single-active-consumer", true));
        var one = await c.ConsumeAsync("q", "one", autoAck: true);
        await c.ConsumeAsync("q", "two", autoAck: true);
        var three = await c.ConsumeAsync("q", "three", autoAck: true);
        await c.CancelAsync("two");
        await c.SendAsync("q", "1");
        await one.NextAsync();
        await c.CancelAsync("one");
        await c.SendAsync("q", "2");
        await three.NextAsync();
    }, variant: quorum);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task ClosedChannel_HandsOverWhatWasUnacknowledged(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q", ("x-single-active-consumer", true));
        var first = c.Connection.Channel("first");
        var one = await first.ConsumeAsync("q", "one");
        var two = await c.ConsumeAsync("q", "two");
        await c.SendAsync("q", "1", "2", "3");
        await one.NextAsync(3);
        await first.CloseAsync();
        await two.NextAsync(3);
    }, variant: quorum);

    // Of a quorum queue only: RabbitMQ's classic queue stalls here until the first consumer's channel closes.
    [Fact]
    public Task CancelledConsumer_WithAnUnacknowledgedMessage_HandsOverWhatWaits() => CompareAsync(async (s, c) =>
    {
        await c.DeclareQuorumAsync("q", ("x-single-active-consumer", true));
        var other = c.Connection.Channel("other");
        await c.PrefetchAsync(1);
        await other.PrefetchAsync(1);
        var one = await c.ConsumeAsync("q", "one");
        var two = await other.ConsumeAsync("q", "two");
        await c.SendAsync("q", "1", "2");
        var held = await one.NextAsync();
        await c.SettleDownAsync("q");
        two.TakeDelivered();
        await c.CancelAsync("one");
        await other.AckAsync(await two.NextAsync());
        await c.AckAsync(held);
    });

    [Fact]
    public Task Prefetch_OfTheActiveConsumer_KeepsTheOthersIdle() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-single-active-consumer", true));
        await c.PrefetchAsync(1);
        var one = await c.ConsumeAsync("q", "one");
        var two = await c.ConsumeAsync("q", "two");
        await c.SendAsync("q", "1", "2", "3");
        await c.AckAsync(await one.NextAsync());
        await c.AckAsync(await one.NextAsync());
        await c.AckAsync(await one.NextAsync());
        two.TakeDelivered();
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task ExclusiveConsumer_IsRefused(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q", ("x-single-active-consumer", true));
        await c.ConsumeAsync("q", "one", exclusive: true);
        await c.ConsumeAsync("q", "one");
        await c.ConsumeAsync("q", "two", exclusive: true);
    }, variant: quorum);

    [Fact]
    public Task Priorities_OfWaitingConsumers_DecideWhoIsNext() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-single-active-consumer", true));
        var one = await c.ConsumeAsync("q", "one", autoAck: true);
        await c.ConsumeAsync("q", "low", autoAck: true, arguments: ("x-priority", -1));
        var high = await c.ConsumeAsync("q", "high", autoAck: true, arguments: ("x-priority", 5));
        await c.SendAsync("q", "1");
        await one.NextAsync();
        await c.CancelAsync("one");
        await c.SendAsync("q", "2");
        await high.NextAsync();
    });

    [Fact]
    public Task Get_BesideTheActiveConsumer_Works() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-single-active-consumer", true));
        await c.PrefetchAsync(1);
        var one = await c.ConsumeAsync("q", "one");
        await c.SendAsync("q", "1", "2");
        await one.NextAsync();
        await c.GetAsync("q", autoAck: true);
    });

    [Theory]
    [InlineData("true")]
    [InlineData(1)]
    public Task Argument_OfAnotherType_IsRefused(object value) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-single-active-consumer", value));
        await c.DeclareQuorumAsync("quorum", ("x-single-active-consumer", value));
    }, variant: value);
}
