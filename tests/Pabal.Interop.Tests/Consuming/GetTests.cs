using System.Text;

namespace Pabal.Interop.Tests.Consuming;

public class GetTests : BrokerTest
{
    [Fact]
    public async Task Get_FromAnEmptyQueue_GetsNothing() =>
        (await Channel.BasicGetAsync(await DeclareQueueAsync(), autoAck: true)).ShouldBeNull();

    [Fact]
    public async Task Get_TellsWhereItComesFromAndHowManyAreLeft()
    {
        var exchange = await DeclareExchangeAsync("fanout");
        var queue = await DeclareQueueAsync();
        await Channel.QueueBindAsync(queue, exchange, "");
        await Channel.PublishAsync(exchange, "key", "one");
        await Channel.PublishAsync(exchange, "key", "two");

        var result = (await Channel.BasicGetAsync(queue, autoAck: false)).ShouldNotBeNull();

        (result.Exchange, result.RoutingKey, result.MessageCount, result.Redelivered, result.DeliveryTag)
            .ShouldBe((exchange, "key", 1u, false, 1ul));
        Encoding.UTF8.GetString(result.Body.Span).ShouldBe("one");
    }

    [Fact]
    public async Task Get_WithoutAcknowledgement_KeepsTheMessageForOthers()
    {
        var queue = await DeclareQueueAsync();
        await Channel.SendAsync(queue, "one");
        var channel = await Connection.CreateChannelAsync();
        (await channel.BasicGetAsync(queue, autoAck: false)).ShouldNotBeNull();
        (await Channel.BasicGetAsync(queue, autoAck: true)).ShouldBeNull();

        await channel.CloseAsync();

        (await Channel.BasicGetAsync(queue, autoAck: true)).ShouldNotBeNull().Redelivered.ShouldBeTrue();
    }

    [Fact]
    public async Task Get_SharesDeliveryTagsWithConsumers()
    {
        var queue = await DeclareQueueAsync();
        var other = await DeclareQueueAsync();
        var inbox = await Inbox.OpenAsync(Channel, queue);
        await Channel.SendAsync(queue, "consumed");
        await Channel.SendAsync(other, "got");

        (await inbox.NextAsync()).Tag.ShouldBe(1ul);
        (await Channel.BasicGetAsync(other, autoAck: false)).ShouldNotBeNull().DeliveryTag.ShouldBe(2ul);
    }
}
