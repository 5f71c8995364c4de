using System.Text;

namespace Pabal.Interop.Client6.Tests;

public class MessagingTests : BrokerTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(1024 * 1024)]
    [InlineData(20 * 1024 * 1024)]
    public void Body_OfAnyLength_ComesThroughUnchanged(int length)
    {
        var queue = Channel.QueueDeclare().QueueName;
        var body = new byte[length];
        new Random(length).NextBytes(body);

        Channel.BasicPublish("", queue, basicProperties: null, body);

        Channel.BasicGet(queue, autoAck: true).Body.Span.SequenceEqual(body).ShouldBeTrue();
    }

    [Fact]
    public void Properties_ComeThroughUnchanged()
    {
        var queue = Channel.QueueDeclare().QueueName;
        var sent = Channel.CreateBasicProperties();
        sent.ContentType = "text/plain";
        sent.Persistent = true;
        sent.Priority = 3;
        sent.Timestamp = new AmqpTimestamp(1_700_000_000);
        sent.Headers = new Dictionary<string, object> { ["int"] = 7, ["bool"] = true, ["list"] = new List<object> { 1L, 2.5 } };

        Channel.BasicPublish("", queue, sent, Encoding.UTF8.GetBytes("text"));

        var got = Channel.BasicGet(queue, autoAck: true).BasicProperties;
        (got.ContentType, got.DeliveryMode, got.Priority, got.Timestamp)
            .ShouldBe((sent.ContentType, (byte)2, (byte)3, sent.Timestamp));
        got.Headers["int"].ShouldBe(7);
        got.Headers["bool"].ShouldBe(true);
        got.Headers["list"].ShouldBeOfType<List<object>>().ShouldBe([1L, 2.5]);
    }

    [Fact]
    public void Confirms_OfABatch_AreWaitedFor()
    {
        var queue = Channel.QueueDeclare().QueueName;
        Channel.ConfirmSelect();
        for (var i = 0; i < 1_000; i++)
            Send(queue, "hello");

        Channel.WaitForConfirms(TimeSpan.FromSeconds(30)).ShouldBeTrue();

        Channel.MessageCount(queue).ShouldBe(1_000u);
    }

    [Fact]
    public async Task Mandatory_WithNoQueue_ReturnsTheMessage()
    {
        var returned = new TaskCompletionSource<(int, string)>(TaskCreationOptions.RunContinuationsAsynchronously);
        Channel.BasicReturn += (_, reply) => returned.TrySetResult((reply.ReplyCode, Encoding.UTF8.GetString(reply.Body.Span)));
        Channel.ConfirmSelect();

        Channel.BasicPublish("", "nobody", mandatory: true, basicProperties: null, Encoding.UTF8.GetBytes("come back"));

        Channel.WaitForConfirms(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        returned.Task.IsCompletedSuccessfully.ShouldBeTrue();
        (await returned.Task).ShouldBe((312, "come back"));
    }

    [Fact]
    public void Prefetch_BoundsWhatAConsumerHolds()
    {
        var queue = Channel.QueueDeclare().QueueName;
        Channel.BasicQos(0, 2, global: false);
        using var inbox = Inbox.Open(Channel, queue);
        Send(queue, "1", "2", "3", "4");

        inbox.Next();
        var second = inbox.Next();
        Channel.MessageCount(queue).ShouldBe(2u);
        Channel.BasicAck(second.Tag, multiple: true);

        inbox.NextTexts(2).ShouldBe(["3", "4"]);
    }

    [Fact]
    public void Nack_WithRequeue_MarksTheMessageAsRedelivered()
    {
        var queue = Channel.QueueDeclare().QueueName;
        using var inbox = Inbox.Open(Channel, queue);
        Send(queue, "again");

        Channel.BasicNack(inbox.Next().Tag, multiple: false, requeue: true);

        var again = inbox.Next();
        (again.Text, again.Redelivered).ShouldBe(("again", true));
    }

    [Fact]
    public void Recover_ReturnsWhatTheChannelHoldsInOrder()
    {
        var queue = Channel.QueueDeclare().QueueName;
        Send(queue, "1", "2", "3");
        for (var i = 0; i < 3; i++)
            Channel.BasicGet(queue, autoAck: false).ShouldNotBeNull();

        Channel.BasicRecover(requeue: true);

        Drain(queue).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public void Recover_GivesConsumersTheirMessagesAgain()
    {
        var queue = Channel.QueueDeclare().QueueName;
        using var inbox = Inbox.Open(Channel, queue);
        Send(queue, "1", "2");
        inbox.NextTexts(2).ShouldBe(["1", "2"]);

        Channel.BasicRecover(requeue: true);

        inbox.NextTexts(2).ShouldBe(["1", "2"]);
    }

    [Fact]
    public void Recover_WithoutRequeue_IsNotImplemented() =>
        Refusal(() => Connect().CreateModel().BasicRecover(requeue: false))
            .ShouldBe((540, "NOT_IMPLEMENTED - requeue=false"));

    [Fact]
    public void Transaction_PublishesWithTheCommitOnly()
    {
        var queue = Channel.QueueDeclare().QueueName;
        Channel.TxSelect();
        Send(queue, "forgotten");
        Channel.TxRollback();
        Send(queue, "kept");
        Channel.MessageCount(queue).ShouldBe(0u);

        Channel.TxCommit();

        Drain(queue).ShouldBe(["kept"]);
    }
}
