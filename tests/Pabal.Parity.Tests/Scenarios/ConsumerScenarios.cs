using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>Consumer priorities, exclusive consumers, and cancels by the broker.</summary>
public class ConsumerScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Priorities_TheHighestThatCanTakeMoreGetsIt(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        await c.PrefetchAsync(2);
        var low = await c.ConsumeAsync("q", "low", arguments: ("x-priority", -1));
        var high = await c.ConsumeAsync("q", "high", arguments: ("x-priority", 10));
        var plain = await c.ConsumeAsync("q", "plain");
        await c.SendAsync("q", "1", "2", "3", "4", "5", "6", "7");
        var held = await high.NextAsync(2);
        await plain.NextAsync(2);
        await low.NextAsync(2);
        await c.AckAsync(held[0]);
        await high.NextAsync();
    }, variant: quorum);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task EqualPriorities_TakeTurns(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        var one = await c.ConsumeAsync("q", "one", autoAck: true);
        var two = await c.ConsumeAsync("q", "two", autoAck: true);
        await c.SendAsync("q", "1", "2", "3", "4");
        await one.NextAsync(2);
        await two.NextAsync(2);
    }, variant: quorum);

    [Theory]
    [InlineData("high")]
    [InlineData(1.5)]
    [InlineData(9223372036854775807)]
    [InlineData(true)]
    public Task Priority_OfAnyValue_IsAcceptedOrRefused(object value) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.ConsumeAsync("q", "c1", arguments: ("x-priority", value));
    }, variant: value);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Exclusive_KeepsOthersAway(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        await c.ConsumeAsync("q", "first", exclusive: true);
        var other = c.Connection.Channel("other");
        await other.ConsumeAsync("q", "second");
        await other.ConsumeAsync("q", "third", exclusive: true);
        await c.SendAsync("q", "a");
        await other.GetAsync("q");
        await c.CancelAsync("first");
        await other.ConsumeAsync("q", "fourth");
        await c.ConsumeAsync("q", "fifth", exclusive: true);
    }, variant: quorum);

    [Fact]
    public Task ConsumerTag_UsedTwice_ClosesTheConnection() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", QueueTraits.Durable);
        await c.ConsumeAsync("q", "tag");
        await c.ConsumeAsync("q", "tag");
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task DeletedQueue_CancelsItsConsumers(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        var one = await c.ConsumeAsync("q", "one");
        var two = await c.Connection.Channel("other").ConsumeAsync("q", "two");
        await c.SendAsync("q", "a");
        await one.NextAsync();
        await c.DeleteAsync("q");
        await one.CancelledAsync();
        await two.CancelledAsync();
    }, variant: quorum);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task ConditionalDeletion_OfAUsedOrFilledQueue_IsRefused(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        await s.Connect("other").Channel("other").ConsumeAsync("q", "c1");
        await c.DeleteAsync("q", ifUnused: true);
        await c.SendAsync("q", "a");
        await c.DeleteAsync("q", ifEmpty: true);
        await c.DeleteAsync("q");
        await c.DeleteAsync("q");
    }, variant: quorum);

    [Fact]
    public Task CancelledConsumer_LeavesItsDeliveriesToBeSettled() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "a", "b");
        var consumer = await c.ConsumeAsync("q", "c1");
        var messages = await consumer.NextAsync(2);
        await c.CancelAsync("c1");
        await c.CountAsync("q");
        await c.AckAsync(messages[0]);
        await c.NackAsync(messages[1], requeue: true);
        await c.DrainAsync("q", 1);
        await c.CancelAsync("unknown");
    });

    [Fact]
    public Task MissingQueue_ForConsumeAndGet_IsRefused() => CompareAsync(async (s, c) =>
    {
        await c.ConsumeAsync("q", "c1");
        await c.GetAsync("q");
        await c.ConsumeAsync("", "c1");
        await c.CountAsync("");
    });

    [Fact]
    public Task UnknownDeliveryTag_IsRefused() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "a");
        var a = await c.TakeAsync("q");
        await c.AckAsync(a);
        await c.AckAsync(a);
        await c.ClosedAsync();
    });

    [Fact]
    public Task ExclusiveQueue_OfAnotherConnection_IsLocked() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", QueueTraits.Exclusive);
        var other = s.Connect("other").Channel("other");
        await other.DeclareAsync("q", QueueTraits.Exclusive);
        await other.CountAsync("q");
        await other.ConsumeAsync("q", "c1");
        await other.GetAsync("q");
        await other.PurgeAsync("q");
        await other.DeleteAsync("q");
        await other.BindAsync("q", "amq.fanout");
        await other.SendAsync("q", "anybody may publish");
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task AutoDeleteQueue_GoesWithItsLastConsumer() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", QueueTraits.AutoDelete);
        await c.SendAsync("q", "a");
        await c.ConsumeAsync("q", "one");
        await c.ConsumeAsync("q", "two");
        await c.CancelAsync("one");
        await c.CountAsync("q");
        await c.CancelAsync("two");
        await c.GoneAsync("q");
        await c.CountAsync("q");
    });
}
