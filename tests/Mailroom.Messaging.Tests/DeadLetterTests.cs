using Mailroom.Mail.Tests;
using Mailroom.Messaging.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mailroom.Messaging.Tests;

/// <summary>Past the dead-letter queue there is nothing: what leaves it is handled, or somewhere else.</summary>
public class DeadLetterTests
{
    [Fact]
    public async Task DeadLetter_ComesWithTheReason_AndIsDoneWith()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var handler = new DeadHandler(_ => Task.CompletedTask);
        await client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync();
        await using (Consume(client, handler))
        {
            await RejectAsync(client);
            await Waiting.UntilAsync(() => handler.Reasons.Count == 1);
        }

        handler.Reasons.ShouldBe(["rejected"]);
        (await client.CountAsync(Topology.Dead)).ShouldBe(0u);
        (await client.CountAsync(Topology.Parked)).ShouldBe(0u);
    }

    [Fact]
    public async Task DeadLetter_ThatCanNotBeParked_StaysUntilItCan()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var handler = new DeadHandler(_ => throw new EventRefusedException("no"));
        await client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync();
        await using (var side = await client.Side.CreateChannelAsync())
            await side.QueueDeleteAsync(Topology.Parked, ifUnused: false, ifEmpty: false);
        await using var consumer = Consume(client, handler);

        await RejectAsync(client);

        // At the second time it is there again.
        await Waiting.UntilAsync(() => handler.Reasons.Count == 2);
        (await client.TakeAsync(Topology.Parked)).BasicProperties.MessageId.ShouldBe("event");
    }

    private static DeadConsumer Consume(Client client, IDeadLetterHandler handler) => new(client.Connection, handler);

    private static async Task RejectAsync(Client client)
    {
        await using var channel = await client.Side.CreateChannelAsync();
        var taken = (await channel.BasicGetAsync(Topology.Commands, autoAck: false)).ShouldNotBeNull();
        await channel.BasicRejectAsync(taken.DeliveryTag, requeue: false);
    }

    private sealed class DeadHandler(Func<MailroomEvent, Task> handle) : IDeadLetterHandler
    {
        public System.Collections.Concurrent.ConcurrentQueue<string?> Reasons { get; } = new();

        public Task HandleAsync(MailroomEvent content, string? reason, CancellationToken cancellation)
        {
            Reasons.Enqueue(reason);
            return handle(content);
        }
    }

    private sealed class DeadConsumer : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly Task ended;

        public DeadConsumer(BrokerConnection connection, IDeadLetterHandler handler) =>
            ended = new EventConsumer(connection, TimeProvider.System, NullLogger<EventConsumer>.Instance)
                .RunDeadLettersAsync(handler, stop.Token);

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await ended.WithinAsync();
            stop.Dispose();
        }
    }
}
