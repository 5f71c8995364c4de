namespace Pabal.Interop.Tests.Consuming;

public class SettlingTests : BrokerTest
{
    [Fact]
    public async Task Acknowledge_Multiple_SettlesUpToTheTag()
    {
        var queue = await DeclareQueueAsync();
        var (channel, deliveries) = await HoldAsync(queue, "1", "2", "3", "4");

        await channel.BasicAckAsync(deliveries[2].Tag, multiple: true);
        await channel.CloseAsync();

        (await Channel.DrainAsync(queue)).ShouldBe(["4"]);
    }

    [Fact]
    public async Task Reject_WithoutRequeue_DropsTheMessage()
    {
        var queue = await DeclareQueueAsync();
        var (channel, deliveries) = await HoldAsync(queue, "1", "2");

        await channel.BasicRejectAsync(deliveries[0].Tag, requeue: false);
        await channel.CloseAsync();

        (await Channel.DrainAsync(queue)).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Nack_MultipleWithoutRequeue_DropsThemAll()
    {
        var queue = await DeclareQueueAsync();
        var (channel, deliveries) = await HoldAsync(queue, "1", "2", "3");

        await channel.BasicNackAsync(deliveries[1].Tag, multiple: true, requeue: false);
        await channel.CloseAsync();

        (await Channel.DrainAsync(queue)).ShouldBe(["3"]);
    }

    [Fact]
    public async Task Requeue_GoesBackToItsPlace()
    {
        var queue = await DeclareQueueAsync();
        await Channel.SendAsync(queue, "1", "2", "3", "4");
        var first = (await Channel.BasicGetAsync(queue, autoAck: false)).ShouldNotBeNull();
        var second = (await Channel.BasicGetAsync(queue, autoAck: false)).ShouldNotBeNull();
        var third = (await Channel.BasicGetAsync(queue, autoAck: false)).ShouldNotBeNull();

        await Channel.BasicRejectAsync(third.DeliveryTag, requeue: true);
        await Channel.BasicNackAsync(second.DeliveryTag, multiple: true, requeue: true);

        first.DeliveryTag.ShouldBe(1ul);
        (await Channel.DrainAsync(queue)).ShouldBe(["1", "2", "3", "4"]);
    }

    [Fact]
    public async Task Requeue_MarksTheMessageAsRedelivered()
    {
        var queue = await DeclareQueueAsync();
        await Channel.BasicQosAsync(0, 1, global: false);
        var inbox = await Inbox.OpenAsync(Channel, queue);
        await Channel.SendAsync(queue, "again", "fresh");

        var first = await inbox.NextAsync();
        await Channel.BasicNackAsync(first.Tag, multiple: false, requeue: true);
        var again = await inbox.NextAsync();
        await Channel.BasicAckAsync(again.Tag, multiple: false);
        var fresh = await inbox.NextAsync();

        (first.Text, first.Redelivered).ShouldBe(("again", false));
        (again.Text, again.Redelivered).ShouldBe(("again", true));
        (fresh.Text, fresh.Redelivered).ShouldBe(("fresh", false));
    }

    [Fact]
    public async Task Settling_WhatIsUnknown_ClosesTheChannel()
    {
        var queue = await DeclareQueueAsync();
        Func<IChannel, ValueTask>[] settle =
        [
            channel => channel.BasicAckAsync(1, multiple: false),
            channel => channel.BasicAckAsync(1, multiple: true),
            channel => channel.BasicNackAsync(1, multiple: false, requeue: true),
            channel => channel.BasicRejectAsync(1, requeue: false),
        ];
        foreach (var attempt in settle)
        {
            var channel = await Connection.CreateChannelAsync();
            var closed = channel.WhenClosed();
            await attempt(channel);
            (await closed).Reply().ShouldBe((406, "PRECONDITION_FAILED - unknown delivery tag 1"));
        }
        (await Channel.MessageCountAsync(queue)).ShouldBe(0u);
    }

    [Fact]
    public async Task Acknowledge_Twice_ClosesTheChannel()
    {
        var queue = await DeclareQueueAsync();
        var (channel, deliveries) = await HoldAsync(queue, "1");
        var closed = channel.WhenClosed();

        await channel.BasicAckAsync(deliveries[0].Tag, multiple: false);
        await channel.BasicAckAsync(deliveries[0].Tag, multiple: false);

        (await closed).Reply().ShouldBe((406, "PRECONDITION_FAILED - unknown delivery tag 1"));
    }

    private async Task<(IChannel Channel, List<Delivery> Deliveries)> HoldAsync(string queue, params string[] texts)
    {
        await Channel.SendAsync(queue, texts);
        var channel = await Connection.CreateChannelAsync();
        var inbox = await Inbox.OpenAsync(channel, queue);
        return (channel, await inbox.NextAsync(texts.Length));
    }
}
