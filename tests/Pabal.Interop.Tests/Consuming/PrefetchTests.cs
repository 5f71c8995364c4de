namespace Pabal.Interop.Tests.Consuming;

public class PrefetchTests : BrokerTest
{
    private static readonly string[] Ten = [.. Enumerable.Range(1, 10).Select(n => $"{n}")];

    [Fact]
    public async Task Prefetch_OfAConsumer_BoundsWhatItHoldsUnacknowledged()
    {
        var queue = await DeclareQueueAsync();
        await Channel.BasicQosAsync(0, 3, global: false);
        var inbox = await Inbox.OpenAsync(Channel, queue);
        await Channel.SendAsync(queue, Ten);

        var held = await inbox.NextAsync(3);
        (await Channel.MessageCountAsync(queue)).ShouldBe(7u);
        await Channel.BasicAckAsync(held[0].Tag, multiple: false);
        (await inbox.NextAsync()).Text.ShouldBe("4");
        (await Channel.MessageCountAsync(queue)).ShouldBe(6u);
        await Channel.BasicAckAsync(0, multiple: true);

        (await inbox.NextTextsAsync(3)).ShouldBe(["5", "6", "7"]);
        (await Channel.MessageCountAsync(queue)).ShouldBe(3u);
    }

    [Fact]
    public async Task Prefetch_PerConsumer_CountsForEachOfTheChannel()
    {
        var queue = await DeclareQueueAsync();
        await Channel.BasicQosAsync(0, 2, global: false);
        var one = await Inbox.OpenAsync(Channel, queue);
        await Channel.BasicQosAsync(0, 3, global: false);
        var two = await Inbox.OpenAsync(Channel, queue);

        await Channel.SendAsync(queue, Ten);

        await one.NextAsync(2);
        await two.NextAsync(3);
        (await Channel.MessageCountAsync(queue)).ShouldBe(5u);
    }

    [Fact]
    public async Task Prefetch_Global_IsSharedByTheChannelsConsumers()
    {
        var queue = await DeclareQueueAsync();
        await Channel.BasicQosAsync(0, 3, global: true);
        var one = await Inbox.OpenAsync(Channel, queue);
        var two = await Inbox.OpenAsync(Channel, queue);

        await Channel.SendAsync(queue, Ten);

        (await Channel.MessageCountAsync(queue)).ShouldBe(7u);
        var held = await one.NextAsync();
        await two.NextAsync();
        await Channel.BasicAckAsync(held.Tag, multiple: false);
        (await Channel.MessageCountAsync(queue)).ShouldBe(6u);
    }

    [Fact]
    public async Task Prefetch_DoesNotCountAutomaticAcknowledgement()
    {
        var queue = await DeclareQueueAsync();
        await Channel.BasicQosAsync(0, 1, global: false);
        var inbox = await Inbox.OpenAsync(Channel, queue, autoAck: true);

        await Channel.SendAsync(queue, Ten);

        (await inbox.NextTextsAsync(10)).ShouldBe(Ten);
    }

    [Fact]
    public async Task PrefetchOfOne_GivesTheNextMessageToWhoIsFree()
    {
        var queue = await DeclareQueueAsync();
        await Channel.BasicQosAsync(0, 1, global: false);
        var busy = await Inbox.OpenAsync(Channel, queue);
        var free = await Inbox.OpenAsync(Channel, queue);
        await Channel.SendAsync(queue, "1", "2", "3", "4");

        (await busy.NextAsync()).Text.ShouldBe("1");
        foreach (var text in new[] { "2", "3", "4" })
        {
            var delivery = await free.NextAsync();
            delivery.Text.ShouldBe(text);
            await Channel.BasicAckAsync(delivery.Tag, multiple: false);
        }
    }
}
