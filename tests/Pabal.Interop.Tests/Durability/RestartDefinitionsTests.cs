namespace Pabal.Interop.Tests.Durability;

/// <summary>What becomes of exchanges, queues and bindings when the broker is stopped and started again.</summary>
public sealed class RestartDefinitionsTests : IAsyncLifetime
{
    private static readonly BasicProperties Persistent = new() { Persistent = true };

    private DurableBroker broker = null!;

    private IChannel Channel => broker.Channel;

    public async ValueTask InitializeAsync()
    {
        broker = await DurableBroker.StartAsync();
        await Channel.QueueDeclareAsync("q", durable: true, exclusive: false, autoDelete: false);
    }

    public ValueTask DisposeAsync() => broker.DisposeAsync();

    [Theory]
    [InlineData("direct", "key", "key", "other")]
    [InlineData("fanout", "", "any", null)]
    [InlineData("topic", "a.*.#", "a.b.c", "b.a")]
    public async Task Binding_OfADurableExchangeAndQueue_RoutesAsBefore(string type, string bound, string key, string? stranger)
    {
        await Channel.ExchangeDeclareAsync("e", type, durable: true);
        await Channel.QueueBindAsync("q", "e", bound);

        await broker.RestartAsync();

        await Channel.PublishAsync("e", key, "routed");
        if (stranger is not null)
            await Channel.PublishAsync("e", stranger, "not routed");
        (await Channel.DrainAsync("q")).ShouldBe(["routed"]);
    }

    [Fact]
    public async Task Binding_WithArguments_RoutesAsBefore()
    {
        await Channel.ExchangeDeclareAsync("e", "headers", durable: true);
        await Channel.QueueBindAsync("q", "e", "", new Dictionary<string, object?> { ["x-match"] = "all", ["a"] = 1, ["b"] = "two" });

        await broker.RestartAsync();

        await Channel.PublishAsync("e", "", "both", properties: Headers(("a", 1), ("b", "two")));
        await Channel.PublishAsync("e", "", "one", properties: Headers(("a", 1)));
        (await Channel.DrainAsync("q")).ShouldBe(["both"]);
    }

    [Fact]
    public async Task BindingOfExchanges_RoutesAsBefore()
    {
        await Channel.ExchangeDeclareAsync("source", "topic", durable: true);
        await Channel.ExchangeDeclareAsync("destination", "fanout", durable: true);
        await Channel.ExchangeBindAsync("destination", "source", "a.#");
        await Channel.QueueBindAsync("q", "destination", "");

        await broker.RestartAsync();

        await Channel.PublishAsync("source", "a.b", "routed");
        await Channel.PublishAsync("source", "b", "not routed");
        (await Channel.DrainAsync("q")).ShouldBe(["routed"]);
    }

    [Fact]
    public async Task BindingToAPredeclaredExchange_RoutesAsBefore()
    {
        await Channel.QueueBindAsync("q", "amq.topic", "a.*");

        await broker.RestartAsync();

        await Channel.PublishAsync("amq.topic", "a.b", "routed");
        (await Channel.DrainAsync("q")).ShouldBe(["routed"]);
    }

    [Fact]
    public async Task Removed_BindingsQueuesAndExchanges_StayRemoved()
    {
        await Channel.ExchangeDeclareAsync("e", "direct", durable: true);
        await Channel.ExchangeDeclareAsync("gone", "direct", durable: true);
        await Channel.QueueDeclareAsync("gone", durable: true, exclusive: false, autoDelete: false);
        await Channel.QueueBindAsync("q", "e", "kept");
        await Channel.QueueBindAsync("q", "e", "unbound");
        await Channel.QueueUnbindAsync("q", "e", "unbound");
        await Channel.QueueDeleteAsync("gone");
        await Channel.ExchangeDeleteAsync("gone");

        await broker.RestartAsync();

        await Channel.PublishAsync("e", "unbound", "not routed");
        await Channel.PublishAsync("e", "kept", "routed");
        (await Channel.DrainAsync("q")).ShouldBe(["routed"]);
        await ExpectMissingAsync(channel => channel.QueueDeclarePassiveAsync("gone"));
        await ExpectMissingAsync(channel => channel.ExchangeDeclarePassiveAsync("gone"));
    }

    [Fact]
    public async Task ExchangeWithArguments_WorksAsBeforeAndIsEquivalentToItself()
    {
        var arguments = new Dictionary<string, object?> { ["alternate-exchange"] = "amq.fanout" };
        await Channel.ExchangeDeclareAsync("e", "direct", durable: true, autoDelete: false, arguments);
        await Channel.QueueBindAsync("q", "amq.fanout", "");

        await broker.RestartAsync();

        await Channel.ExchangeDeclareAsync("e", "direct", durable: true, autoDelete: false, arguments);
        await Channel.PublishAsync("e", "unroutable", "by the other way");
        (await Channel.DrainAsync("q")).ShouldBe(["by the other way"]);
        (await Messaging.RefusalAsync(() => Channel.ExchangeDeclareAsync("e", "direct", durable: true))).Code.ShouldBe(406);
    }

    [Fact]
    public async Task QueueWithArguments_IsEquivalentToItselfOnly()
    {
        var arguments = new Dictionary<string, object?> { ["x-max-length"] = 10, ["x-overflow"] = "reject-publish" };
        await Channel.QueueDeclareAsync("limited", durable: true, exclusive: false, autoDelete: false, arguments);

        await broker.RestartAsync();

        await Channel.QueueDeclareAsync("limited", durable: true, exclusive: false, autoDelete: false, arguments);
        var (code, _) = await Messaging.RefusalAsync(
            () => Channel.QueueDeclareAsync("limited", durable: true, exclusive: false, autoDelete: false));
        code.ShouldBe(406);
    }

    [Fact]
    public async Task TransientThings_AreGone()
    {
        await Channel.ExchangeDeclareAsync("transient", "fanout", durable: false);
        await Channel.QueueDeclareAsync("transient", durable: false, exclusive: false, autoDelete: false);
        await Channel.QueueDeclareAsync("exclusive", durable: true, exclusive: true, autoDelete: false);
        await Channel.QueueBindAsync("q", "transient", "");

        await broker.RestartAsync();

        await ExpectMissingAsync(channel => channel.ExchangeDeclarePassiveAsync("transient"));
        await ExpectMissingAsync(channel => channel.QueueDeclarePassiveAsync("transient"));
        await ExpectMissingAsync(channel => channel.QueueDeclarePassiveAsync("exclusive"));
        // Its binding to the durable queue went with it.
        await Channel.ExchangeDeclareAsync("transient", "fanout", durable: false);
        await Channel.PublishAsync("transient", "", "not routed");
        (await Channel.DrainAsync("q")).ShouldBeEmpty();
    }

    [Fact]
    public async Task AutoDeleteQueue_ThatHadNoConsumer_IsThereAndGoesWithItsLast()
    {
        await Channel.QueueDeclareAsync("auto", durable: true, exclusive: false, autoDelete: true);
        await Channel.PublishAsync("", "auto", "kept", properties: Persistent);

        await broker.RestartAsync();

        var inbox = await Inbox.OpenAsync(Channel, "auto", autoAck: true);
        (await inbox.NextAsync()).Text.ShouldBe("kept");
        await Channel.BasicCancelAsync(inbox.Tag);
        await ExpectMissingAsync(channel => channel.QueueDeclarePassiveAsync("auto"));
        await broker.RestartAsync();
        await ExpectMissingAsync(channel => channel.QueueDeclarePassiveAsync("auto"));
    }

    private static BasicProperties Headers(params (string Name, object? Value)[] headers) =>
        new() { Headers = headers.ToDictionary(header => header.Name, header => header.Value) };

    private async Task ExpectMissingAsync(Func<IChannel, Task> ask)
    {
        var channel = await broker.OpenOtherAsync();
        (await Messaging.RefusalAsync(() => ask(channel))).Code.ShouldBe(404);
    }
}
