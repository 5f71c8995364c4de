namespace Pabal.Interop.Tests.Consuming;

public class DispatchTests : BrokerTest
{
    [Fact]
    public async Task Consumers_OfOneQueue_TakeTurns()
    {
        var queue = await DeclareQueueAsync();
        var one = await Inbox.OpenAsync(Channel, queue, autoAck: true);
        var two = await Inbox.OpenAsync(Channel, queue, autoAck: true);
        var three = await Inbox.OpenAsync(Channel, queue, autoAck: true);

        await Channel.SendAsync(queue, "1", "2", "3", "4", "5", "6");

        (await one.NextTextsAsync(2)).ShouldBe(["1", "4"]);
        (await two.NextTextsAsync(2)).ShouldBe(["2", "5"]);
        (await three.NextTextsAsync(2)).ShouldBe(["3", "6"]);
    }

    [Fact]
    public async Task ConsumerOfHigherPriority_GetsEverythingItCanTake()
    {
        var queue = await DeclareQueueAsync();
        await Channel.BasicQosAsync(0, 2, global: false);
        var low = await Inbox.OpenAsync(Channel, queue);
        var high = await Inbox.OpenAsync(Channel, queue, priority: 10);

        await Channel.SendAsync(queue, "1", "2", "3");

        var first = await high.NextAsync(2);
        first.ConvertAll(delivery => delivery.Text).ShouldBe(["1", "2"]);
        (await low.NextAsync()).Text.ShouldBe("3");
        await Channel.BasicAckAsync(first[1].Tag, multiple: true);
        await Channel.SendAsync(queue, "4");
        (await high.NextAsync()).Text.ShouldBe("4");
        low.Count.ShouldBe(0);
    }

    [Fact]
    public async Task ExclusiveConsumer_IsAlone()
    {
        var queue = await DeclareQueueAsync();
        var refused = (403, $"ACCESS_REFUSED - queue '{queue}' in vhost '/' in exclusive use");
        var exclusive = await Inbox.OpenAsync(Channel, queue, exclusive: true);

        (await Messaging.RefusalAsync(async () => await Inbox.OpenAsync(await Connection.CreateChannelAsync(), queue)))
            .ShouldBe(refused);
        await Channel.BasicCancelAsync(exclusive.Tag);
        await Inbox.OpenAsync(Channel, queue);

        (await Messaging.RefusalAsync(
            async () => await Inbox.OpenAsync(await Connection.CreateChannelAsync(), queue, exclusive: true))).ShouldBe(refused);
    }

    [Fact]
    public async Task Delivery_TellsWhereItComesFrom()
    {
        var exchange = await DeclareExchangeAsync("topic");
        var queue = await DeclareQueueAsync();
        await Channel.QueueBindAsync(queue, exchange, "order.*");
        var inbox = await Inbox.OpenAsync(Channel, queue, tag: "the-tag");

        await Channel.PublishAsync(exchange, "order.placed", "text");

        var delivery = await inbox.NextAsync();
        inbox.Tag.ShouldBe("the-tag");
        (delivery.ConsumerTag, delivery.Tag, delivery.Exchange, delivery.RoutingKey, delivery.Redelivered)
            .ShouldBe(("the-tag", 1ul, exchange, "order.placed", false));
    }

    [Fact]
    public async Task Deliveries_OfOnePublisher_KeepTheirOrder()
    {
        var queue = await DeclareSharedQueueAsync();
        var inbox = await Inbox.OpenAsync(await (await ConnectAsync()).CreateChannelAsync(), queue, autoAck: true);
        string[] texts = [.. Enumerable.Range(0, 10_000).Select(n => $"{n}")];

        await Channel.SendAsync(queue, texts);

        (await inbox.NextTextsAsync(texts.Length)).ShouldBe(texts);
    }
}
