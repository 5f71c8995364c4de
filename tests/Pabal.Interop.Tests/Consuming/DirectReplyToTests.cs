namespace Pabal.Interop.Tests.Consuming;

public class DirectReplyToTests : BrokerTest
{
    private const string ReplyTo = "amq.rabbitmq.reply-to";

    [Fact]
    public async Task Request_GetsItsReplyWithoutAQueueOfItsOwn()
    {
        var requests = await DeclareSharedQueueAsync();
        var replies = await Inbox.OpenAsync(Channel, ReplyTo, autoAck: true);
        var server = await (await ConnectAsync()).CreateChannelAsync();
        var work = await Inbox.OpenAsync(server, requests, autoAck: true);

        await Channel.PublishAsync(
            "", requests, "question", properties: new BasicProperties { ReplyTo = ReplyTo, CorrelationId = "7" });
        var request = await work.NextAsync();
        request.Properties.ReplyTo.ShouldNotBeNull().ShouldStartWith($"{ReplyTo}.");
        await server.PublishAsync(
            "", request.Properties.ReplyTo, "answer",
            properties: new BasicProperties { CorrelationId = request.Properties.CorrelationId });

        var reply = await replies.NextAsync();
        (reply.Text, reply.Properties.CorrelationId, reply.Exchange).ShouldBe(("answer", "7", ""));
    }

    [Fact]
    public async Task Reply_ToAClientThatLeft_IsUnroutable()
    {
        var requests = await DeclareSharedQueueAsync();
        var client = await ConnectAsync();
        var channel = await client.CreateChannelAsync();
        await Inbox.OpenAsync(channel, ReplyTo, autoAck: true);
        await channel.PublishAsync("", requests, "question", properties: new BasicProperties { ReplyTo = ReplyTo });
        // The request is there before its sender leaves.
        await Waiting.UntilAsync(async () => await Channel.MessageCountAsync(requests) == 1);
        var replyTo = (await Channel.BasicGetAsync(requests, autoAck: true)).ShouldNotBeNull().BasicProperties.ReplyTo.ShouldNotBeNull();
        await client.CloseAsync();
        var returned = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Channel.BasicReturnAsync += (_, reply) =>
        {
            returned.TrySetResult(reply.ReplyText);
            return Task.CompletedTask;
        };

        await Channel.PublishAsync("", replyTo, "answer", mandatory: true);

        (await returned.Task.WithinAsync()).ShouldBe("NO_ROUTE");
    }

    [Fact]
    public async Task Consumer_ThatWantsToAcknowledge_IsRefused() =>
        (await Messaging.RefusalAsync(() => Inbox.OpenAsync(Channel, ReplyTo)))
            .ShouldBe((406, "PRECONDITION_FAILED - reply consumer cannot acknowledge"));

    [Fact]
    public async Task SecondConsumer_OfAChannel_IsRefused()
    {
        await Inbox.OpenAsync(Channel, ReplyTo, autoAck: true);

        (await Messaging.RefusalAsync(() => Inbox.OpenAsync(Channel, ReplyTo, autoAck: true)))
            .ShouldBe((406, "PRECONDITION_FAILED - reply consumer already set"));
    }

    [Fact]
    public async Task Request_WithoutAReplyConsumer_IsRefused()
    {
        var closed = Channel.WhenClosed();

        await Channel.PublishAsync("", "any", "question", properties: new BasicProperties { ReplyTo = ReplyTo });

        (await closed).Reply().ShouldBe((406, "PRECONDITION_FAILED - fast reply consumer does not exist"));
    }
}
