using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>Prefetch limits per consumer and per channel, and the order in which requeued messages come back.</summary>
public class PrefetchScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task PerConsumer_CountsForConsumersStartedLater(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        await c.SendAsync("q", "1", "2", "3", "4");
        await c.PrefetchAsync(1);
        var one = await c.ConsumeAsync("q", "one");
        var first = await one.NextAsync();
        await c.PrefetchAsync(2);
        var two = await c.ConsumeAsync("q", "two");
        await two.NextAsync(2);
        await c.SettleDownAsync("q");
        one.TakeDelivered();
        two.TakeDelivered();
        await c.AckAsync(first);
        await one.NextAsync();
        await c.CountAsync("q");
    }, variant: quorum);

    [Fact]
    public Task Global_CountsForAllConsumersOfTheChannel() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("p");
        await c.DeclareAsync("q");
        await c.SendAsync("p", "p1", "p2");
        await c.SendAsync("q", "q1", "q2");
        await c.PrefetchAsync(2, global: true);
        var fromP = await c.ConsumeAsync("p", "from-p");
        var messages = await fromP.NextAsync(2);
        var fromQ = await c.ConsumeAsync("q", "from-q");
        await c.SettleDownAsync("q");
        fromQ.TakeDelivered();
        await c.AckAsync(messages[0]);
        await fromQ.NextAsync();
        await c.SettleDownAsync("q");
        fromQ.TakeDelivered();
        await c.PrefetchAsync(0, global: true);
        await fromQ.NextAsync();
    });

    [Fact]
    public Task Global_OnAQuorumQueue_IsRefused() => CompareAsync(async (s, c) =>
    {
        await c.DeclareQuorumAsync("q");
        await c.PrefetchAsync(2, global: true);
        await c.ConsumeAsync("q", "c1");
    });

    [Fact]
    public Task Get_IgnoresTheLimit() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "1", "2");
        await c.PrefetchAsync(1, global: true);
        await c.TakeAsync("q");
        await c.TakeAsync("q");
    });

    [Fact]
    public Task AutoAck_IgnoresTheLimit() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "1", "2", "3");
        await c.PrefetchAsync(1);
        var consumer = await c.ConsumeAsync("q", "c1", autoAck: true);
        await consumer.NextAsync(3);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task RequeuedMessages_GoToTheirPlaces(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        await c.SendAsync("q", "1", "2", "3", "4", "5");
        var messages = new List<ObservedMessage>();
        for (var i = 0; i < 4; i++)
            messages.Add(await c.TakeAsync("q"));
        await c.NackAsync(messages[2], requeue: true);
        await c.NackAsync(messages[0], requeue: true);
        await c.AckAsync(messages[1]);
        await c.NackAsync(messages[3], requeue: true);
        await c.DrainAsync("q", 4);
    }, variant: quorum);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task RequeuedMultiple_KeepsTheOrder(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        await c.SendAsync("q", "1", "2", "3", "4", "5");
        await c.TakeAsync("q");
        await c.TakeAsync("q");
        await c.NackAsync(await c.TakeAsync("q"), requeue: true, multiple: true);
        await c.DrainAsync("q", 5);
    }, variant: quorum);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task ClosedConnection_RequeuesInOrder(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        await c.SendAsync("q", "1", "2", "3", "4");
        var connection = s.Connect("other");
        var other = connection.Channel("other");
        await other.TakeAsync("q");
        await other.TakeAsync("q");
        await connection.CloseAsync();
        await c.DrainAsync("q", 4);
    }, variant: quorum);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task RequeueToAWaitingConsumer_DeliversAgain(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        await c.PrefetchAsync(1);
        var consumer = await c.ConsumeAsync("q", "c1");
        await c.SendAsync("q", "1", "2");
        await c.NackAsync(await consumer.NextAsync(), requeue: true);
        await c.AckAsync(await consumer.NextAsync());
        await c.AckAsync(await consumer.NextAsync());
    }, variant: quorum);

    [Fact]
    public Task PrefetchSize_IsRefused() => CompareAsync(async (s, c) =>
    {
        await c.AskAsync("qos with a size", channel => channel.BasicQosAsync(100, 1, global: false));
    });
}
