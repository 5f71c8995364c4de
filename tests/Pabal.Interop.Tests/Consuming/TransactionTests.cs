namespace Pabal.Interop.Tests.Consuming;

public class TransactionTests : BrokerTest
{
    [Fact]
    public async Task Commit_PublishesWhatWasHeldBack()
    {
        var queue = await DeclareQueueAsync();
        var channel = await Connection.CreateChannelAsync();
        await channel.TxSelectAsync();
        await channel.SendAsync(queue, "one", "two");
        (await channel.MessageCountAsync(queue)).ShouldBe(0u);

        await channel.TxCommitAsync();

        (await Channel.DrainAsync(queue)).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task Rollback_ForgetsWhatWasPublished()
    {
        var queue = await DeclareQueueAsync();
        var channel = await Connection.CreateChannelAsync();
        await channel.TxSelectAsync();
        await channel.SendAsync(queue, "forgotten");

        await channel.TxRollbackAsync();
        await channel.SendAsync(queue, "kept");
        await channel.TxCommitAsync();

        (await Channel.DrainAsync(queue)).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task Acknowledgement_CountsWithTheCommit()
    {
        var queue = await DeclareQueueAsync();
        await Channel.SendAsync(queue, "one", "two", "three");
        var channel = await Connection.CreateChannelAsync();
        await channel.TxSelectAsync();
        var deliveries = await (await Inbox.OpenAsync(channel, queue)).NextAsync(3);

        await channel.BasicAckAsync(deliveries[0].Tag, multiple: false);
        await channel.TxCommitAsync();
        await channel.BasicAckAsync(deliveries[1].Tag, multiple: false);
        await channel.CloseAsync();

        (await Channel.DrainAsync(queue)).ShouldBe(["two", "three"]);
    }

    [Fact]
    public async Task Rollback_MakesAnAcknowledgedDeliveryUnsettledAgain()
    {
        var queue = await DeclareQueueAsync();
        await Channel.SendAsync(queue, "one");
        var channel = await Connection.CreateChannelAsync();
        await channel.TxSelectAsync();
        var delivery = await (await Inbox.OpenAsync(channel, queue)).NextAsync();

        await channel.BasicAckAsync(delivery.Tag, multiple: false);
        await channel.TxRollbackAsync();
        await channel.BasicAckAsync(delivery.Tag, multiple: false);
        await channel.TxCommitAsync();
        await channel.CloseAsync();

        (await Channel.DrainAsync(queue)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_OutsideATransaction_IsRefused()
    {
        (await Messaging.RefusalAsync(async () => await (await Connection.CreateChannelAsync()).TxCommitAsync()))
            .ShouldBe((406, "PRECONDITION_FAILED - channel is not transactional"));
        (await Messaging.RefusalAsync(async () => await (await Connection.CreateChannelAsync()).TxRollbackAsync()))
            .ShouldBe((406, "PRECONDITION_FAILED - channel is not transactional"));
    }
}
