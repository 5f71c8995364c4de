namespace Pabal.Interop.Tests.Topology;

public class BindingTests : BrokerTest
{
    [Theory]
    [InlineData("direct", "a.b", new[] { "a.b" }, new[] { "a", "a.b.c", "*.b" })]
    [InlineData("fanout", "ignored", new[] { "", "anything" }, new string[0])]
    [InlineData("topic", "a.*.c", new[] { "a.b.c", "a..c" }, new[] { "a.c", "a.b.b.c" })]
    [InlineData("topic", "a.#", new[] { "a", "a.b", "a.b.c" }, new[] { "b.a", "" })]
    public async Task Binding_MatchesWhatItsExchangeTypeSays(string type, string bindingKey, string[] matching, string[] others)
    {
        var exchange = await DeclareExchangeAsync(type);
        var queue = await DeclareQueueAsync();
        await Channel.QueueBindAsync(queue, exchange, bindingKey);

        foreach (var routingKey in others.Concat(matching))
            await Channel.PublishAsync(exchange, routingKey, routingKey);

        (await Channel.DrainAsync(queue)).ShouldBe(matching);
    }

    [Theory]
    [InlineData("all", "pdf", null, false)]
    [InlineData("all", "pdf", "large", true)]
    [InlineData("any", "pdf", null, true)]
    [InlineData("any", "png", "small", false)]
    public async Task HeadersBinding_MatchesAllOrAnyHeaders(string match, string? format, string? size, bool expected)
    {
        var exchange = await DeclareExchangeAsync("headers");
        var queue = await DeclareQueueAsync();
        await Channel.QueueBindAsync(queue, exchange, "", new Dictionary<string, object?>
        {
            ["x-match"] = match,
            ["format"] = "pdf",
            ["size"] = "large",
        });
        var headers = new Dictionary<string, object?> { ["format"] = format };
        if (size is not null)
            headers["size"] = size;

        await Channel.PublishAsync(exchange, "", "text", properties: new BasicProperties { Headers = headers });

        (await Channel.DrainAsync(queue)).Count.ShouldBe(expected ? 1 : 0);
    }

    [Fact]
    public async Task TwoMatchingBindings_DeliverOnce()
    {
        var exchange = await DeclareExchangeAsync("topic");
        var queue = await DeclareQueueAsync();
        await Channel.QueueBindAsync(queue, exchange, "a.*");
        await Channel.QueueBindAsync(queue, exchange, "*.b");

        await Channel.PublishAsync(exchange, "a.b", "once");

        (await Channel.DrainAsync(queue)).ShouldBe(["once"]);
    }

    [Fact]
    public async Task Unbind_EndsOneBindingOnly()
    {
        var exchange = await DeclareExchangeAsync("direct");
        var queue = await DeclareQueueAsync();
        await Channel.QueueBindAsync(queue, exchange, "kept");
        await Channel.QueueBindAsync(queue, exchange, "gone");

        await Channel.QueueUnbindAsync(queue, exchange, "gone");
        await Channel.PublishAsync(exchange, "gone", "one");
        await Channel.PublishAsync(exchange, "kept", "two");

        (await Channel.DrainAsync(queue)).ShouldBe(["two"]);
    }

    [Fact]
    public async Task ExchangeBindings_RouteThroughChainsAndCyclesOnce()
    {
        var entry = await DeclareExchangeAsync("topic");
        var middle = await DeclareExchangeAsync("fanout");
        var queue = await DeclareQueueAsync();
        await Channel.ExchangeBindAsync(middle, entry, "order.#");
        await Channel.ExchangeBindAsync(entry, middle, "");
        await Channel.QueueBindAsync(queue, middle, "");

        await Channel.PublishAsync(entry, "order.placed", "routed");
        await Channel.PublishAsync(entry, "invoice.sent", "not routed");
        await Channel.ExchangeUnbindAsync(middle, entry, "order.#");
        await Channel.PublishAsync(entry, "order.placed", "no longer routed");

        (await Channel.DrainAsync(queue)).ShouldBe(["routed"]);
    }

    [Fact]
    public async Task Bindings_WithoutWaiting_AreDoneBeforeWhatFollows()
    {
        var source = await DeclareExchangeAsync("fanout");
        var destination = await DeclareExchangeAsync("fanout");
        var queue = await DeclareQueueAsync();
        await Channel.ExchangeBindAsync(destination, source, "", noWait: true);
        await Channel.QueueBindAsync(queue, destination, "", noWait: true);

        await Channel.PublishAsync(source, "", "routed");

        (await Channel.DrainAsync(queue)).ShouldBe(["routed"]);
    }

    [Fact]
    public async Task DefaultExchange_RoutesByQueueName()
    {
        var one = await DeclareQueueAsync();
        var two = await DeclareQueueAsync();

        await Channel.PublishAsync("", two, "for two");

        (await Channel.DrainAsync(one)).ShouldBeEmpty();
        (await Channel.DrainAsync(two)).ShouldBe(["for two"]);
    }
}
