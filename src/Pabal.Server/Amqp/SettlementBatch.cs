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
    private SettlementKind kind;

    /// <summary>Says how the deliveries are settled that are added next. What was settled otherwise is carried out.</summary>
    public void Begin(SettlementKind next)
    {
        if (kind == next)
            return;
        Flush();
        kind = next;
    }

    /// <summary>Adds deliveries that a channel has settled.</summary>
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

    /// <summary>Carries the batch out.</summary>
    /// <param name="transaction">The publisher in whose transaction it is settled for good; null for none.</param>
    public void Flush(Publisher? transaction = null)
    {
        for (int from = 0, to = 0; from < count; from = to)
        {
            var queue = messages[from].Queue;
            while (to < count && messages[to].Queue == queue)
                to++;
            Settle(queue, messages.AsSpan(from, to - from), transaction);
        }
        Array.Clear(messages, 0, count);
        count = 0;
        ResumeConsumers();
        if (messages.Length > 4 * Limit)
            messages = [];
    }

    private void Settle(Queue queue, ReadOnlySpan<Settlement> run, Publisher? transaction)
    {
        if (kind is SettlementKind.Return or SettlementKind.Fail)
            queue.Return(run, kind == SettlementKind.Fail ? ReturnReason.Failed : ReturnReason.Returned, connection.Touched);
        else if (kind == SettlementKind.Acknowledge && transaction is null)
            queue.Acknowledge(run);
        else if (kind == SettlementKind.Acknowledge)
            transaction!.Acknowledge(queue, run);
        else if (transaction is null)
            queue.Reject(run);
        else
            transaction.Reject(queue, run);
    }
}
