using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;

namespace Pabal.Server.Amqp;

/// <summary>What a batch of input acknowledges, rejects or returns, so that each queue and consumer is visited once.</summary>
/// <remarks>Owned by the connection's read loop.</remarks>
internal sealed class SettlementBatch(AmqpConnection connection)
{
    // At this many the batch is carried out, so that it stays bounded and delivery goes on.
    private const int Limit = 1024;

    private readonly List<AmqpConsumer> resumable = [];
    private Settlement[] messages = [];
    private int count;

    /// <summary>Adds deliveries that a channel has acknowledged, or rejected for good.</summary>
    public void Add(UnackedMessage unacked)
    {
        if (count == messages.Length)
            Array.Resize(ref messages, Math.Max(16, count * 2));
        messages[count++] = unacked.Message;
    }

    /// <summary>Adds a consumer that may take messages again.</summary>
    public void Resume(AmqpConsumer consumer) => resumable.Add(consumer);

    /// <summary>Lets the consumers that have credit again take what waits.</summary>
    public void ResumeConsumers()
    {
        foreach (var consumer in resumable)
            consumer.Subscription.Queue.Resume(consumer.Subscription, connection.Touched);
        resumable.Clear();
    }

    /// <summary>Carries the batch out if it has become long.</summary>
    public void FlushIfLong()
    {
        if (count >= Limit)
            Flush();
    }

    /// <summary>Settles for good what was added.</summary>
    public void Flush() => Flush(returning: false, null);

    /// <summary>Settles for good what was added, in the publisher's transaction.</summary>
    public void Flush(Publisher transaction) => Flush(returning: false, transaction);

    /// <summary>Gives what was added back to the queues.</summary>
    public void Return() => Flush(returning: true, null);

    private void Flush(bool returning, Publisher? transaction)
    {
        for (int from = 0, to = 0; from < count; from = to)
        {
            var queue = messages[from].Queue;
            while (to < count && messages[to].Queue == queue)
                to++;
            var run = messages.AsSpan(from, to - from);
            if (returning)
                queue.Return(run, connection.Touched);
            else if (transaction is not null)
                transaction.Acknowledge(queue, run);
            else
                queue.Acknowledge(run);
        }
        Array.Clear(messages, 0, count);
        count = 0;
        ResumeConsumers();
        if (messages.Length > 4 * Limit)
            messages = [];
    }
}
