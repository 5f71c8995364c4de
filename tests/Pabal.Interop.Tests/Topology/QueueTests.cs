namespace Pabal.Interop.Tests.Topology;

public class QueueTests : BrokerTest
{
    [Fact]
    public async Task Declare_WithoutAName_MakesOneThatAnEmptyNameThenMeans()
    {
        var first = await Channel.QueueDeclareAsync();
        var second = await Channel.QueueDeclareAsync();
        first.QueueName.ShouldStartWith("amq.gen-");
        second.QueueName.ShouldNotBe(first.QueueName);
        await Channel.SendAsync(second.QueueName, "text");

        (await Channel.BasicGetAsync("", autoAck: true)).ShouldNotBeNull().RoutingKey.ShouldBe(second.QueueName);
    }

    [Fact]
    public async Task Declare_PassivelyWithoutAName_MeansNoQueue()
    {
        await Channel.QueueDeclareAsync();

        (await Messaging.RefusalAsync(() => Channel.QueueDeclarePassiveAsync("")))
            .ShouldBe((404, "NOT_FOUND - no queue '' in vhost '/'"));
    }

    [Fact]
    public async Task Declare_OfAServerNamedQueueAgain_IsRefusedEvenToItsOwner()
    {
        string queue = await Channel.QueueDeclareAsync();

        (await Messaging.RefusalAsync(() => Channel.QueueDeclareAsync(queue)))
            .ShouldBe((403, $"ACCESS_REFUSED - queue name '{queue}' contains reserved prefix 'amq.*'"));
    }

    [Fact]
    public async Task Declare_Again_TellsMessagesAndConsumers()
    {
        var queue = await DeclareQueueAsync();
        await Channel.SendAsync(queue, "one", "two");
        (await CountsAsync(queue)).ShouldBe((2u, 0u));

        var inbox = await Inbox.OpenAsync(Channel, queue);
        await inbox.NextAsync(2);

        (await CountsAsync(queue)).ShouldBe((0u, 1u));
        (await Channel.MessageCountAsync(queue), await Channel.ConsumerCountAsync(queue)).ShouldBe((0u, 1u));
    }

    [Fact]
    public async Task Declare_WithoutWaiting_IsDoneBeforeWhatFollows()
    {
        var queue = Unique("orders");
        await Channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: false, noWait: true);
        await Channel.SendAsync(queue, "one");

        (await Channel.MessageCountAsync(queue)).ShouldBe(1u);
    }

    [Fact]
    public async Task AutoDelete_AfterTheLastConsumerLeft_RemovesTheQueue()
    {
        var queue = Unique("auto");
        await Channel.QueueDeclareAsync(queue, durable: false, exclusive: false, autoDelete: true);
        var one = await Inbox.OpenAsync(Channel, queue);
        var two = await Inbox.OpenAsync(Channel, queue);

        await Channel.BasicCancelAsync(one.Tag);
        (await Channel.ConsumerCountAsync(queue)).ShouldBe(1u);
        await Channel.BasicCancelAsync(two.Tag);

        (await Messaging.RefusalAsync(() => Channel.QueueDeclarePassiveAsync(queue))).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Delete_TellsHowManyMessagesWent()
    {
        var queue = await DeclareQueueAsync();
        await Channel.SendAsync(queue, "one", "two", "three");

        (await Channel.QueueDeleteAsync(queue)).ShouldBe(3u);
        (await Channel.QueueDeleteAsync(queue)).ShouldBe(0u);
    }

    [Fact]
    public async Task Delete_IfUnused_SparesAQueueWithConsumers()
    {
        var queue = await DeclareQueueAsync();
        var inbox = await Inbox.OpenAsync(Channel, queue);
        var other = await Connection.CreateChannelAsync();

        (await Messaging.RefusalAsync(() => other.QueueDeleteAsync(queue, ifUnused: true, ifEmpty: false)))
            .ShouldBe((406, $"PRECONDITION_FAILED - queue '{queue}' in vhost '/' in use"));
        await Channel.BasicCancelAsync(inbox.Tag);

        (await Channel.QueueDeleteAsync(queue, ifUnused: true, ifEmpty: false)).ShouldBe(0u);
    }

    [Fact]
    public async Task Delete_IfEmpty_SparesAQueueWithMessages()
    {
        var queue = await DeclareQueueAsync();
        await Channel.SendAsync(queue, "one");
        var other = await Connection.CreateChannelAsync();

        (await Messaging.RefusalAsync(() => other.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: true)))
            .ShouldBe((406, $"PRECONDITION_FAILED - queue '{queue}' in vhost '/' not empty"));
        await Channel.QueuePurgeAsync(queue);

        (await Channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: true)).ShouldBe(0u);
    }

    [Fact]
    public async Task Purge_DropsWhatWaitsAndSparesWhatIsDelivered()
    {
        var queue = await DeclareQueueAsync();
        await Channel.SendAsync(queue, "one", "two", "three");
        var delivered = (await Channel.BasicGetAsync(queue, autoAck: false)).ShouldNotBeNull();

        (await Channel.QueuePurgeAsync(queue)).ShouldBe(2u);
        await Channel.BasicNackAsync(delivered.DeliveryTag, multiple: false, requeue: true);

        (await Channel.DrainAsync(queue)).ShouldBe(["one"]);
    }

    [Fact]
    public async Task ExclusiveQueue_ForAnotherConnection_IsLocked()
    {
        string queue = await Channel.QueueDeclareAsync(Unique("mine"));
        var connection = await ConnectAsync();
        var locked = (405,
            $"RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '{queue}' in vhost '/'. It could be originally "
            + "declared on another connection or the exclusive property value does not match that of the original declaration.");

        Func<IChannel, Task>[] uses =
        [
            channel => channel.QueueDeclarePassiveAsync(queue),
            channel => channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true),
            channel => channel.BasicConsumeAsync(queue, autoAck: true, new Inbox(channel)),
            channel => channel.BasicGetAsync(queue, autoAck: true),
            channel => channel.QueueBindAsync(queue, "amq.fanout", ""),
            channel => channel.QueuePurgeAsync(queue),
            channel => channel.QueueDeleteAsync(queue),
        ];
        foreach (var use in uses)
        {
            var channel = await connection.CreateChannelAsync();
            (await Messaging.RefusalAsync(() => use(channel))).ShouldBe(locked);
        }
    }

    private async Task<(uint Messages, uint Consumers)> CountsAsync(string queue)
    {
        var ok = await Channel.QueueDeclarePassiveAsync(queue);
        return (ok.MessageCount, ok.ConsumerCount);
    }
}
