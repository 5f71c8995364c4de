namespace Pabal.Interop.Tests.Topology;

public class DestinationTests : BrokerTest
{
    [Fact]
    public async Task Consume_OfAVirtualTopicsGroup_MakesItsQueue()
    {
        Broker.ShouldNotBeNull();
        var inbox = await Inbox.OpenAsync(Channel, "Consumer.A.VirtualTopic.Orders");

        await Channel.PublishAsync("amq.topic", "VirtualTopic.Orders", "order", mandatory: true);

        (await inbox.NextAsync()).Text.ShouldBe("order");
        (await Channel.BasicGetAsync("Consumer.B.VirtualTopic.Orders", autoAck: true)).ShouldBeNull();
        (await Channel.QueueDeclarePassiveAsync("Consumer.B.VirtualTopic.Orders")).MessageCount.ShouldBe(0u);
        (await Messaging.RefusalAsync(() => Channel.QueueDeclarePassiveAsync("Consumer.C.VirtualTopic.Orders"))).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Publish_ToAListOfDestinations_ReachesThem()
    {
        Broker.ShouldNotBeNull();
        var (a, b) = (await DeclareQueueAsync(), await DeclareQueueAsync());
        await Channel.QueueBindAsync(b, "amq.topic", "news.#");

        await Channel.PublishAsync("", $"{a},topic://news.today", "both");

        (await Channel.DrainAsync(a)).ShouldBe(["both"]);
        (await Channel.DrainAsync(b)).ShouldBe(["both"]);
    }

    [Theory]
    [InlineData("x-consistent-hash")]
    [InlineData("x-random")]
    public async Task Publish_ToAnExchangeThatChooses_ReachesOneQueueForEachMessage(string type)
    {
        Broker.ShouldNotBeNull();
        var (a, b) = (await DeclareQueueAsync(), await DeclareQueueAsync());
        var exchange = await DeclareExchangeAsync(type);
        await Channel.QueueBindAsync(a, exchange, "1");
        await Channel.QueueBindAsync(b, exchange, "1");

        for (var i = 0; i < 100; i++)
            await Channel.PublishAsync(exchange, $"key {i}", $"{i}");

        var (first, second) = (await Channel.DrainAsync(a), await Channel.DrainAsync(b));
        first.ShouldNotBeEmpty();
        second.ShouldNotBeEmpty();
        first.Concat(second).Select(int.Parse).Order().ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task Bind_WithABadWeight_IsRefusedInThePluginsWords()
    {
        Broker.ShouldNotBeNull();
        var queue = await DeclareQueueAsync();
        var exchange = await DeclareExchangeAsync("x-consistent-hash");

        (await Messaging.RefusalAsync(() => Channel.QueueBindAsync(queue, exchange, "a")))
            .ShouldBe((406, "PRECONDITION_FAILED - The binding key must be an integer: <<\"a\">>"));
    }
}
