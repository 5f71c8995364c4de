using Pabal.Bench;
using Pabal.Bench.Amqp;
using Pabal.Bench.Backlogs;
using Pabal.Server;

namespace Pabal.Backlog.Tests;

public class BacklogConsumerTests
{
    private static readonly BacklogQueue Queue = new("queue", 1_000, 16, 100);

    [Fact]
    public async Task Drain_OfWhatWasPublished_FindsEveryMessage()
    {
        await using var broker = await StartAsync();

        BacklogPublisher.Run(broker.AmqpUri.Port, Queue, CancellationToken.None);
        BacklogConsumer.Run(broker.AmqpUri.Port, Queue, CancellationToken.None);

        using var client = AmqpClient.Connect(broker.AmqpUri.Port);
        client.DeclareDurable(Queue.Name).ShouldBe(0u);
    }

    [Fact]
    public async Task Drain_OfAQueueWithoutItsFirstMessage_IsRefused()
    {
        await using var broker = await StartAsync();
        BacklogPublisher.Run(broker.AmqpUri.Port, Queue, CancellationToken.None);
        TakeOne(broker.AmqpUri.Port);

        var refusal = Should.Throw<BenchException>(
            () => { BacklogConsumer.Run(broker.AmqpUri.Port, Queue, CancellationToken.None); });

        refusal.Message.ShouldBe("queue: 16 octets of message 1 came in place of 0");
    }

    [Fact]
    public void Body_WithOneOctetChanged_IsAnother()
    {
        var body = new byte[1024];
        BacklogBody.Fill(body, 7);
        BacklogBody.IsOf(7, body).ShouldBeTrue();

        body[^1] ^= 1;

        BacklogBody.IsOf(7, body).ShouldBeFalse();
    }

    private static void TakeOne(int port)
    {
        using var client = AmqpClient.Connect(port);
        client.ConsumeOne(Queue.Name);
        client.ReceiveDelivery();
        client.Acknowledge(1);
        // That the second one comes shows that the broker has the acknowledgement.
        client.ReceiveDelivery();
    }

    private static async Task<PabalBroker> StartAsync()
    {
        var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        using var client = AmqpClient.Connect(broker.AmqpUri.Port);
        client.DeclareDurable(Queue.Name);
        return broker;
    }
}
