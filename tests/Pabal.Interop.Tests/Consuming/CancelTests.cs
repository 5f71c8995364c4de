namespace Pabal.Interop.Tests.Consuming;

public class CancelTests : BrokerTest
{
    [Fact]
    public async Task Cancel_ByTheClient_EndsDeliveriesButNotWhatItHolds()
    {
        var queue = await DeclareQueueAsync();
        var inbox = await Inbox.OpenAsync(Channel, queue);
        await Channel.SendAsync(queue, "held");
        var held = await inbox.NextAsync();

        await Channel.BasicCancelAsync(inbox.Tag);
        await Channel.SendAsync(queue, "stays");

        (await Channel.MessageCountAsync(queue)).ShouldBe(1u);
        await Channel.BasicAckAsync(held.Tag, multiple: false);
        (await Channel.DrainAsync(queue)).ShouldBe(["stays"]);
    }

    [Fact]
    public async Task Delete_OfTheQueue_CancelsItsConsumersEverywhere()
    {
        var queue = await DeclareSharedQueueAsync();
        var here = await Inbox.OpenAsync(Channel, queue);
        var there = await Inbox.OpenAsync(await (await ConnectAsync()).CreateChannelAsync(), queue);

        await Channel.QueueDeleteAsync(queue);

        (await here.Cancelled).ShouldBe(here.Tag);
        (await there.Cancelled).ShouldBe(there.Tag);
        (await Channel.QueueDeclareAsync()).QueueName.ShouldStartWith("amq.gen-");
    }

    [Fact]
    public async Task Cancel_WithoutWaiting_IsDoneBeforeWhatFollows()
    {
        var queue = await DeclareQueueAsync();
        var inbox = await Inbox.OpenAsync(Channel, queue);

        await Channel.BasicCancelAsync(inbox.Tag, noWait: true);

        (await Channel.ConsumerCountAsync(queue)).ShouldBe(0u);
    }

    [Fact]
    public async Task ConsumerTag_AfterItsCancel_MayBeUsedAgain()
    {
        var queue = await DeclareQueueAsync();
        for (var round = 0; round < 3; round++)
        {
            var inbox = await Inbox.OpenAsync(Channel, queue, autoAck: true, tag: "again");
            await Channel.SendAsync(queue, $"{round}");
            (await inbox.NextAsync()).Text.ShouldBe($"{round}");
            await Channel.BasicCancelAsync("again");
        }
    }
}
