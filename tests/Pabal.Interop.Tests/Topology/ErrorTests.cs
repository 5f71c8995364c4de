namespace Pabal.Interop.Tests.Topology;

/// <summary>What users meet when they ask for what can't be had: the reply codes and texts that RabbitMQ gives.</summary>
public class ErrorTests : BrokerTest
{
    [Fact]
    public async Task MissingQueue_IsNotFound()
    {
        const string Text = "NOT_FOUND - no queue 'missing' in vhost '/'";
        await ShouldRefuseAsync(404, Text, channel => channel.QueueDeclarePassiveAsync("missing"));
        await ShouldRefuseAsync(404, Text, channel => channel.BasicConsumeAsync("missing", autoAck: true, new Inbox(channel)));
        await ShouldRefuseAsync(404, Text, channel => channel.BasicGetAsync("missing", autoAck: true));
        await ShouldRefuseAsync(404, Text, channel => channel.QueueBindAsync("missing", "amq.direct", "key"));
        await ShouldRefuseAsync(404, Text, channel => channel.QueuePurgeAsync("missing"));
    }

    [Fact]
    public async Task MissingExchange_IsNotFound()
    {
        const string Text = "NOT_FOUND - no exchange 'missing' in vhost '/'";
        var queue = await DeclareQueueAsync();
        await ShouldRefuseAsync(404, Text, channel => channel.ExchangeDeclarePassiveAsync("missing"));
        await ShouldRefuseAsync(404, Text, channel => channel.QueueBindAsync(queue, "missing", "key"));
        await ShouldRefuseAsync(404, Text, channel => channel.ExchangeBindAsync("amq.direct", "missing", "key"));

        var closed = Channel.WhenClosed();
        await Channel.PublishAsync("missing", "key", "text");
        (await closed).Reply().ShouldBe((404, Text));
    }

    [Fact]
    public async Task ReservedNames_AreRefused()
    {
        await ShouldRefuseAsync(
            403, "ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'",
            channel => channel.QueueDeclareAsync("amq.mine"));
        await ShouldRefuseAsync(
            403, "ACCESS_REFUSED - exchange name 'amq.mine' contains reserved prefix 'amq.*'",
            channel => channel.ExchangeDeclareAsync("amq.mine", "direct"));
        await ShouldRefuseAsync(
            403, "ACCESS_REFUSED - deletion of system exchange 'amq.direct' in vhost '/' not allowed",
            channel => channel.ExchangeDeleteAsync("amq.direct"));
    }

    [Fact]
    public async Task DefaultExchange_IsNotToBeChanged()
    {
        const string Text = "ACCESS_REFUSED - operation not permitted on the default exchange";
        var queue = await DeclareQueueAsync();
        await ShouldRefuseAsync(403, Text, channel => channel.QueueBindAsync(queue, "", "key"));
        await ShouldRefuseAsync(403, Text, channel => channel.ExchangeDeleteAsync(""));
    }

    [Fact]
    public async Task AnotherDeclaration_IsAPreconditionThatFails()
    {
        var queue = Unique("orders");
        await Channel.QueueDeclareAsync(queue, durable: false, exclusive: false, autoDelete: false);
        var exchange = await DeclareExchangeAsync("direct");

        await ShouldRefuseAsync(
            406,
            $"PRECONDITION_FAILED - inequivalent arg 'durable' for queue '{queue}' in vhost '/': "
            + "received 'true' but current is 'false'",
            channel => channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false));
        await ShouldRefuseAsync(
            406,
            $"PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue '{queue}' in vhost '/': "
            + "received the value '1000' of type 'signedint' but current is none",
            channel => channel.QueueDeclareAsync(
                queue, durable: false, exclusive: false, autoDelete: false,
                new Dictionary<string, object?> { ["x-message-ttl"] = 1000 }));
        await ShouldRefuseAsync(
            406,
            $"PRECONDITION_FAILED - inequivalent arg 'type' for exchange '{exchange}' in vhost '/': "
            + "received 'topic' but current is 'direct'",
            channel => channel.ExchangeDeclareAsync(exchange, "topic"));
    }

    [Fact]
    public async Task Exchange_InUse_IsNotDeletedIfUnused()
    {
        var exchange = await DeclareExchangeAsync("fanout");
        await Channel.QueueBindAsync(await DeclareQueueAsync(), exchange, "");

        await ShouldRefuseAsync(
            406, $"PRECONDITION_FAILED - exchange '{exchange}' in vhost '/' in use",
            channel => channel.ExchangeDeleteAsync(exchange, ifUnused: true));
    }

    [Fact]
    public async Task UnknownExchangeType_ClosesTheConnection()
    {
        var connection = await ConnectAsync();
        var closed = connection.WhenClosed();
        var channel = await connection.CreateChannelAsync();

        (await Messaging.RefusalAsync(() => channel.ExchangeDeclareAsync(Unique("odd"), "x-odd")))
            .ShouldBe((503, "COMMAND_INVALID - unknown exchange type 'x-odd'"));
        (await closed).Initiator.ShouldBe(ShutdownInitiator.Peer);
    }

    [Fact]
    public async Task ConsumerTag_InUse_ClosesTheConnection()
    {
        var connection = await ConnectAsync();
        var closed = connection.WhenClosed();
        var channel = await connection.CreateChannelAsync();
        string queue = await channel.QueueDeclareAsync();
        await Inbox.OpenAsync(channel, queue, tag: "me");

        (await Messaging.RefusalAsync(() => Inbox.OpenAsync(channel, queue, tag: "me")))
            .ShouldBe((530, "NOT_ALLOWED - attempt to reuse consumer tag 'me'"));
        (await closed).Initiator.ShouldBe(ShutdownInitiator.Peer);
    }

    [Fact]
    public async Task PrefetchSize_IsNotImplemented()
    {
        var connection = await ConnectAsync();
        var channel = await connection.CreateChannelAsync();

        (await Messaging.RefusalAsync(() => channel.BasicQosAsync(1, 0, global: false)))
            .ShouldBe((540, "NOT_IMPLEMENTED - prefetch_size!=0 (1)"));
    }

    [Fact]
    public async Task ChannelError_LeavesTheOtherChannelsOpen()
    {
        var queue = await DeclareQueueAsync();
        await ShouldRefuseAsync(
            404, "NOT_FOUND - no queue 'missing' in vhost '/'", channel => channel.QueueDeclarePassiveAsync("missing"));

        await Channel.SendAsync(queue, "still here");

        (await Channel.DrainAsync(queue)).ShouldBe(["still here"]);
    }

    private async Task ShouldRefuseAsync(int code, string text, Func<IChannel, Task> ask)
    {
        await using var channel = await Connection.CreateChannelAsync();
        (await Messaging.RefusalAsync(() => ask(channel))).ShouldBe((code, text));
        channel.IsOpen.ShouldBeFalse();
    }
}
