namespace Pabal.Interop.Tests.Topology;

public class ExchangeTests : BrokerTest
{
    [Fact]
    public async Task Declare_OfAnEquivalentExchange_IsRepeatable()
    {
        var exchange = await DeclareExchangeAsync("topic");

        await Channel.ExchangeDeclareAsync(exchange, "topic");
        await Channel.ExchangeDeclarePassiveAsync(exchange);
    }

    [Fact]
    public async Task Declare_WithoutWaiting_IsDoneBeforeWhatFollows()
    {
        var exchange = Unique("events");
        await Channel.ExchangeDeclareAsync(exchange, "fanout", durable: false, autoDelete: false, noWait: true);

        await Channel.ExchangeDeclarePassiveAsync(exchange);
    }

    [Fact]
    public async Task Delete_WithoutWaiting_IsDoneBeforeWhatFollows()
    {
        var exchange = await DeclareExchangeAsync("fanout");
        await Channel.ExchangeDeleteAsync(exchange, ifUnused: false, noWait: true);

        (await Messaging.RefusalAsync(() => Channel.ExchangeDeclarePassiveAsync(exchange)))
            .ShouldBe((404, $"NOT_FOUND - no exchange '{exchange}' in vhost '/'"));
    }

    [Fact]
    public async Task Delete_OfAMissingExchange_IsAccepted() => await Channel.ExchangeDeleteAsync(Unique("missing"));

    [Fact]
    public async Task AutoDelete_AfterTheLastUnbind_RemovesTheExchange()
    {
        var exchange = Unique("events");
        await Channel.ExchangeDeclareAsync(exchange, "fanout", durable: false, autoDelete: true);
        var queue = await DeclareQueueAsync();
        await Channel.QueueBindAsync(queue, exchange, "");
        await Channel.ExchangeDeclarePassiveAsync(exchange);

        await Channel.QueueUnbindAsync(queue, exchange, "");

        (await Messaging.RefusalAsync(() => Channel.ExchangeDeclarePassiveAsync(exchange))).Code.ShouldBe(404);
    }

    [Fact]
    public async Task AutoDelete_AfterItsLastQueueIsDeleted_RemovesTheExchange()
    {
        var exchange = Unique("events");
        await Channel.ExchangeDeclareAsync(exchange, "fanout", durable: false, autoDelete: true);
        var queue = await DeclareQueueAsync();
        await Channel.QueueBindAsync(queue, exchange, "");

        await Channel.QueueDeleteAsync(queue);

        (await Messaging.RefusalAsync(() => Channel.ExchangeDeclarePassiveAsync(exchange))).Code.ShouldBe(404);
    }

    [Fact]
    public async Task AlternateExchange_GetsWhatIsNotRouted()
    {
        var alternate = await DeclareExchangeAsync("fanout");
        var exchange = await DeclareExchangeAsync("direct", new Dictionary<string, object?> { ["alternate-exchange"] = alternate });
        var known = await DeclareQueueAsync();
        var unknown = await DeclareQueueAsync();
        await Channel.QueueBindAsync(known, exchange, "known");
        await Channel.QueueBindAsync(unknown, alternate, "");

        await Channel.PublishAsync(exchange, "known", "one");
        await Channel.PublishAsync(exchange, "other", "two");

        (await Channel.DrainAsync(known)).ShouldBe(["one"]);
        (await Channel.DrainAsync(unknown)).ShouldBe(["two"]);
    }

    [Fact]
    public async Task InternalExchange_RoutesForOthersButRefusesPublishers()
    {
        // The client has no parameter for "internal"; the predeclared tracing exchange is one.
        const string Internal = "amq.rabbitmq.trace";
        var queue = await DeclareQueueAsync();
        await Channel.QueueBindAsync(queue, Internal, "#");
        await Channel.ExchangeBindAsync(Internal, await DeclareExchangeAsync("fanout"), "");

        var closed = Channel.WhenClosed();
        await Channel.PublishAsync(Internal, "key", "text");

        (await closed).Reply().ShouldBe(
            (403, $"ACCESS_REFUSED - cannot publish to internal exchange '{Internal}' in vhost '/'"));
    }

    [Fact]
    public async Task PredeclaredExchanges_AreThere()
    {
        string[] names = ["amq.direct", "amq.fanout", "amq.topic", "amq.headers", "amq.match"];
        foreach (var name in names)
            await Channel.ExchangeDeclarePassiveAsync(name);
    }
}
