using RabbitMQ.Client.Exceptions;

namespace Pabal.Interop.Tests.Publishing;

public class ConfirmTests : BrokerTest
{
    private static readonly CreateChannelOptions Tracking = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    [Fact]
    public async Task Confirm_ArrivesWhenTheMessageIsInItsQueue()
    {
        var queue = await DeclareQueueAsync();
        var publisher = await Connection.CreateChannelAsync(Tracking);

        for (var i = 1u; i <= 50; i++)
        {
            await publisher.SendAsync(queue, "hello");
            (await Channel.MessageCountAsync(queue)).ShouldBe(i);
        }
    }

    [Fact]
    public async Task Confirms_OfManyMessagesAtOnce_AllArrive()
    {
        var queue = await DeclareQueueAsync();
        var publisher = await Connection.CreateChannelAsync(Tracking);

        var publishing = new List<Task>();
        for (var i = 0; i < 5_000; i++)
            publishing.Add(publisher.SendAsync(queue, "hello"));
        await Task.WhenAll(publishing).WithinAsync();

        (await Channel.MessageCountAsync(queue)).ShouldBe(5_000u);
    }

    [Fact]
    public async Task Confirm_OfAnUnroutableMessage_IsPositive()
    {
        var publisher = await Connection.CreateChannelAsync(Tracking);

        await publisher.SendAsync("no-such-queue", "hello").WithinAsync();
    }

    [Fact]
    public async Task Confirm_OfAMandatoryUnroutableMessage_ComesAfterItsReturn()
    {
        var publisher = await Connection.CreateChannelAsync(Tracking);

        var failure = await Should.ThrowAsync<PublishException>(
            async () => await publisher.PublishAsync("", "no-such-queue", "hello", mandatory: true));

        failure.IsReturn.ShouldBeTrue();
        failure.PublishSequenceNumber.ShouldBe(1ul);
        await publisher.SendAsync(await DeclareQueueAsync(), "the channel goes on").WithinAsync();
    }

    [Fact]
    public async Task Confirms_WithoutTracking_CountUpToTheLastMessage()
    {
        var queue = await DeclareQueueAsync();
        var publisher = await Connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false));
        var confirmed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var highest = 0ul;
        publisher.BasicAcksAsync += (_, ack) =>
        {
            ack.DeliveryTag.ShouldBeGreaterThan(highest);
            // Without "multiple" an acknowledgement may stand for one message only.
            (ack.Multiple || ack.DeliveryTag == highest + 1).ShouldBeTrue();
            highest = ack.DeliveryTag;
            if (highest == 1_000)
                confirmed.TrySetResult();
            return Task.CompletedTask;
        };

        for (var i = 0; i < 1_000; i++)
            await publisher.SendAsync(queue, "hello");

        await confirmed.Task.WithinAsync();
        (await publisher.GetNextPublishSequenceNumberAsync()).ShouldBe(1_001ul);
    }

    [Fact]
    public async Task ConfirmChannel_CannotBecomeTransactional()
    {
        var publisher = await Connection.CreateChannelAsync(Tracking);

        (await Messaging.RefusalAsync(() => publisher.TxSelectAsync()))
            .ShouldBe((406, "PRECONDITION_FAILED - cannot switch from confirm to tx mode"));
    }
}
