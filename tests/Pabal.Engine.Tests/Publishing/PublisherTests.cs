using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Tests.Publishing;

public class PublisherTests
{
    private readonly FlushSet touched = new();
    private readonly VirtualHost virtualHost;
    private readonly Publisher publisher;
    private readonly Queue queue;

    public PublisherTests()
    {
        new Broker(memoryLimit: long.MaxValue).TryGetVirtualHost("/", out var found);
        virtualHost = found.ShouldNotBeNull();
        publisher = new Publisher(virtualHost, touched);
        queue = virtualHost.DeclareQueue(new("q", false, false, false, Wire.Amqp.FieldTable.Empty), this);
    }

    // A body that came later than its header was confirmed, and waited for the next message before it was queued.
    [Fact]
    public void Flush_OfAMessageThatBeganInAnEarlierBatch_HandsItToItsQueue()
    {
        var message = Begin(bodyLength: 3);
        publisher.Flush();

        publisher.Append(message, "abc"u8);
        publisher.Complete(message);
        publisher.Flush();

        queue.ReadyCount.ShouldBe(1);
    }

    [Fact]
    public void Flush_BeforeTheBodyIsComplete_QueuesNothing()
    {
        var message = Begin(bodyLength: 3);
        publisher.Append(message, "ab"u8);
        publisher.Flush();

        queue.ReadyCount.ShouldBe(0);
    }

    private IncomingMessage Begin(int bodyLength)
    {
        var message = new IncomingMessage();
        publisher.Begin(message, publisher.Resolve([0, 1, (byte)'q']), [0, 0], bodyLength);
        return message;
    }
}
