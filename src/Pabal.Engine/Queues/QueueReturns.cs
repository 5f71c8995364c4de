using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Timing;

namespace Pabal.Engine.Queues;

/// <summary>
/// What comes back to a queue: how often it did, where that is counted, and what waits for a while before it is ready again.
/// </summary>
/// <remarks>Guarded by the queue's lock.</remarks>
internal sealed class QueueReturns
{
    private readonly Queue queue;
    private readonly QueueLanes lanes;
    private readonly PriorityQueue<Delayed, long> delayed = new();
    private readonly Deadline due;

    public QueueReturns(Queue queue, QueueLanes lanes)
    {
        this.queue = queue;
        this.lanes = lanes;
        due = new Deadline(OnDue);
    }

    /// <summary>Messages that wait until they are ready again.</summary>
    public int DelayedCount => delayed.Count;

    /// <summary>Takes a message back, or discards it if it came back too often.</summary>
    public void Add(in Settlement message, ReturnReason reason)
    {
        var lane = lanes.Of(message.Entry);
        var entry = message.Entry with { Redelivered = true };
        var dueMs = 0L;
        if (queue.Settings is { CountsReturns: true } settings)
        {
            entry.ReturnCount++;
            if (settings.DeliveryLimit is >= 0 and var limit && entry.ReturnCount > limit)
            {
                queue.Discard(lane, message.Sequence, entry, DeathReason.DeliveryLimit);
                return;
            }
            var delayMs = settings.RetryDelayMs(entry.ReturnCount, reason == ReturnReason.Failed);
            dueMs = delayMs > 0 ? queue.Context.Schedule.NowMs + delayMs : 0;
            if (entry.Persistent)
                lane.Journal?.Return(message.Sequence, new MessageReturn(entry.ReturnCount, dueMs));
        }
        if (dueMs > 0)
            Delay(new Delayed(lane, message.Sequence, entry), dueMs);
        else
            MakeReady(new Delayed(lane, message.Sequence, entry));
    }

    /// <summary>Lets a message wait that was waiting when the broker ended.</summary>
    /// <returns>False when its time has come.</returns>
    public bool TryDelay(QueueLane lane, ulong sequence, in QueueEntry entry, long dueMs)
    {
        if (dueMs == 0 || dueMs <= queue.Context.Schedule.NowMs)
            return false;
        Delay(new Delayed(lane, sequence, entry), dueMs);
        return true;
    }

    /// <summary>Appends what has come back since the last time.</summary>
    public void Record()
    {
        if (queue.Settings.CountsReturns)
            lanes.RecordReturned();
    }

    /// <summary>Drops what waits.</summary>
    /// <param name="settles">False when it need not be said of each, since the queue goes.</param>
    /// <returns>How many there were.</returns>
    public int Drop(bool settles)
    {
        var count = delayed.Count;
        while (delayed.TryDequeue(out var one, out _))
        {
            if (settles)
                one.Lane.Journal?.Settle(one.Sequence, one.Sequence + 1, one.Entry.Persistent);
            queue.Store.Release(one.Entry);
        }
        if (count > 0)
            queue.Context.Schedule.Cancel(due);
        return count;
    }

    private void Delay(in Delayed one, long dueMs)
    {
        var isFirst = !delayed.TryPeek(out _, out var firstMs) || dueMs < firstMs;
        delayed.Enqueue(one, dueMs);
        if (isFirst)
            queue.Context.Schedule.Set(due, dueMs);
    }

    private void MakeReady(in Delayed one)
    {
        one.Lane.Waiting.Return(one.Entry, one.Sequence);
        lanes.OnFilled(one.Lane);
        if (one.Entry.HasArrival)
            queue.WatchExpiry();
    }

    private void OnDue()
    {
        var touched = new FlushSet();
        lock (queue.Gate)
        {
            var nowMs = queue.Context.Schedule.NowMs;
            while (delayed.TryPeek(out var first, out var dueMs))
            {
                if (dueMs > nowMs)
                {
                    queue.Context.Schedule.Set(due, dueMs);
                    break;
                }
                delayed.Dequeue();
                MakeReady(first);
            }
            queue.OnReady(touched);
        }
        touched.Flush();
    }

    private readonly record struct Delayed(QueueLane Lane, ulong Sequence, QueueEntry Entry);
}
