using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Pabal.Server.Tests.Amqp;

/// <summary>A consumer never stays without messages, or without word that its queue is gone.</summary>
public class ConsumerResumptionTests
{
    [Fact]
    public async Task Ack_AfterPrefetchWasLoweredBelowTheUnacked_Resumes()
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        await using var connection = await ConnectAsync(broker);
        await using var other = await ConnectAsync(broker);
        await using var channel = await connection.CreateChannelAsync();
        await using var publishing = await other.CreateChannelAsync();
        await channel.QueueDeclareAsync("q", exclusive: false, autoDelete: false);
        await channel.BasicQosAsync(0, 10, global: true);
        var tags = new BlockingCollection<ulong>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            tags.Add(delivery.DeliveryTag);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync("q", autoAck: false, consumer);
        for (var i = 0; i < 10; i++)
            await publishing.BasicPublishAsync("", "q", new byte[1]);
        await Eventually.TrueAsync(() => Task.FromResult(tags.Count == 10), "ten deliveries");

        // Beyond its credit the consumer gets nothing, and has to be waiting for credit, not for octets to be sent.
        await channel.BasicQosAsync(0, 5, global: true);
        for (var i = 0; i < 10; i++)
            await publishing.BasicPublishAsync("", "q", new byte[1]);
        await publishing.QueueDeclarePassiveAsync("q");
        await channel.BasicAckAsync(10, multiple: true);
        await Eventually.TrueAsync(() => Task.FromResult(tags.Count == 15), "five more deliveries");
        (await publishing.QueueDeclarePassiveAsync("q")).MessageCount.ShouldBe(5u);
    }

    [Fact]
    public async Task Consume_WhileTheQueueIsDeleted_FailsOrIsCancelled()
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        await using var connection = await ConnectAsync(broker);
        await using var other = await ConnectAsync(broker);
        await using var deleting = await other.CreateChannelAsync();
        await using var watching = await other.CreateChannelAsync();
        for (var round = 0; round < 300; round++)
        {
            await using var channel = await connection.CreateChannelAsync();
            await watching.QueueDeclareAsync("q", exclusive: false, autoDelete: false);
            var cancelled = new TaskCompletionSource();
            var consumer = new CancelWatcher(channel, cancelled);
            var deletion = deleting.QueueDeleteAsync("q");
            try
            {
                await channel.BasicConsumeAsync("q", autoAck: true, consumer);
            }
            catch (OperationInterruptedException refusal)
            {
                refusal.ShutdownReason!.ReplyCode.ShouldBe((ushort)404);
                await deletion;
                continue;
            }
            await deletion;
            await cancelled.Task.WithinDeadline();
        }
    }

    private static Task<IConnection> ConnectAsync(PabalBroker broker) =>
        new ConnectionFactory { Uri = broker.AmqpUri, RequestedHeartbeat = TimeSpan.Zero }.CreateConnectionAsync();

    private sealed class CancelWatcher(IChannel channel, TaskCompletionSource cancelled) : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
        {
            cancelled.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
