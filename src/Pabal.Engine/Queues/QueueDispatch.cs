using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>Hands a queue's messages to its consumers, and gives up those that must not wait any longer.</summary>
/// <remarks>Guarded by the queue's lock.</remarks>
internal sealed class QueueDispatch(Queue queue, QueueLanes lanes, QueueConsumers consumers, QueueExpiry expiry, QueueLimits limits)
    : IThreadPoolWorkItem
{
    // A backlog with a fast consumer must not keep the lock, and the thread that came by, for as long as it lasts.
    private const int Limit = 4096;

    private SelectiveDispatch? selective;
    private bool continuesLater;

    /// <summary>Hands out what consumers can take.</summary>
    public void Run(FlushSet touched)
    {
        if (consumers.HaveSelectors)
        {
            RunSelective(touched);
            return;
        }
        var left = Limit;
        QueueLane? lane;
        if (expiry.IsWatching)
            expiry.ReadTime();
        while ((lane = lanes.Next()) is not null && consumers.Next(out var alone) is { } consumer)
        {
            if (left <= 0)
                break;
            var run = lane.Waiting.Peek(out var sequence);
            if (run.IsEmpty)
                break;
            if (expiry.IsWatching)
            {
                var entry = run[0];
                run = expiry.Unexpired(lane, sequence, run);
                if (run.IsEmpty)
                {
                    Drop(lane, sequence, entry, DeathReason.Expired);
                    left--;
                    continue;
                }
            }
            if (!alone)
                run = run[..1];
            var taken = Deliver(consumer, lane, run, sequence, touched);
            left -= taken;
            consumers.OnServed(consumer, isSatisfied: taken < run.Length);
        }
        OnRun(left);
        if (lane is not null && consumers.Next(out _) is not null)
            lanes.Next()?.LoadLater();
    }

    /// <summary>Gives up what must not wait any longer at the head; the caller has what was settled recorded.</summary>
    public void Trim()
    {
        if (!expiry.IsWatching && !limits.Drops)
            return;
        if (expiry.IsWatching)
            expiry.ReadTime();
        for (var left = Limit; lanes.Next() is { } lane; left--)
        {
            var run = lane.Waiting.Peek(out var sequence);
            if (run.IsEmpty)
            {
                if (!TryDropUnread(lane))
                    return;
                continue;
            }
            var entry = run[0];
            if (ReasonToDrop(lane, sequence, entry) is not { } reason)
                return;
            if (left <= 0)
            {
                ContinueLater();
                return;
            }
            Drop(lane, sequence, entry, reason);
        }
    }

    /// <summary>Gives up what must not wait any longer, and sees to it that the next message is given up in time.</summary>
    public void TrimAndWatch()
    {
        Trim();
        if (expiry.IsWatching)
            expiry.WatchHead(lanes.Next());
        lanes.RecordSettled();
        if (selective is { CanGoOn: true })
            ContinueLater();
    }

    /// <summary>Takes the next message for somebody who is no consumer.</summary>
    /// <param name="message">The message.</param>
    /// <param name="remaining">Messages that still wait.</param>
    /// <param name="unread">When there is none in memory: the lane whose next message is on disk; otherwise null.</param>
    public bool TryTake(out Settlement message, out int remaining, out QueueLane? unread)
    {
        TrimAndWatch();
        message = default;
        remaining = 0;
        unread = lanes.Next();
        if (unread is not { } lane)
            return false;
        var run = lane.Waiting.Peek(out var sequence);
        if (run.IsEmpty)
            return false;
        message = new Settlement(queue, sequence, run[0]);
        unread = null;
        lane.Waiting.Advance(1);
        queue.Unacknowledged++;
        TrimAndWatch();
        remaining = lanes.Count;
        return true;
    }

    /// <summary>Goes on with what was cut short. Called on a thread of the pool, without the lock.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        var touched = new FlushSet();
        lock (queue.Gate)
        {
            continuesLater = false;
            Run(touched);
        }
        touched.Flush();
    }

    /// <summary>A consumer was taken off: others may get what was for that one.</summary>
    public void OnLeft()
    {
        if ((selective is not null && !consumers.HaveSelectors && lanes.ReturnAside()) || queue.Settings.SingleActiveConsumer)
            ContinueLater();
    }

    /// <summary>Accounts for messages that a consumer has taken, and that are on no lane any more.</summary>
    public void OnDelivered(Consumer consumer, QueueLane lane, ReadOnlySpan<QueueEntry> run, ulong sequence)
    {
        if (consumer.AutoAcknowledge)
        {
            lane.Journal?.Settle(sequence, run);
            queue.Store.Release(run);
        }
        else
        {
            queue.Unacknowledged += run.Length;
        }
    }

    /// <summary>Gives up a message that is on no lane any more.</summary>
    public void Discard(QueueLane lane, ulong sequence, in QueueEntry entry, DeathReason reason) =>
        queue.Discard(lane, sequence, entry, reason);

    private void RunSelective(FlushSet touched)
    {
        var left = Limit;
        if (expiry.IsWatching)
        {
            expiry.ReadTime();
            // What is set aside may expire before what lies behind it, and has to go before that.
            while (left > 0 && TryDropExpired())
                left--;
        }
        selective ??= new SelectiveDispatch(this, lanes, consumers, expiry);
        OnRun(selective.Run(left, touched));
    }

    private void OnRun(int left)
    {
        if (left <= 0)
            ContinueLater();
        else if (expiry.IsWatching || limits.Drops)
            OnOffered();
        lanes.RecordSettled();
    }

    private void OnOffered()
    {
        expiry.OnOffered();
        TrimAndWatch();
    }

    /// <summary>Hands out soon, on another thread.</summary>
    public void ContinueLater()
    {
        if (continuesLater)
            return;
        continuesLater = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private int Deliver(Consumer consumer, QueueLane lane, ReadOnlySpan<QueueEntry> run, ulong sequence, FlushSet touched)
    {
        var taken = consumer.Target.TryDeliver(consumer, run, sequence, touched);
        run = run[..taken];
        // Before the records may go; the run itself stays as it is until something is appended.
        lane.Waiting.Advance(taken);
        OnDelivered(consumer, lane, run, sequence);
        return taken;
    }

    private bool TryDropExpired()
    {
        if (lanes.Next() is not { } lane)
            return false;
        var run = lane.Waiting.Peek(out var sequence);
        if (run.IsEmpty)
            return false;
        var entry = run[0];
        if (!expiry.IsExpired(lane, sequence, entry))
            return false;
        Drop(lane, sequence, entry, DeathReason.Expired);
        return true;
    }

    private void Drop(QueueLane lane, ulong sequence, in QueueEntry entry, DeathReason reason)
    {
        lane.Waiting.Advance(1);
        queue.Discard(lane, sequence, entry, reason);
    }

    private DeathReason? ReasonToDrop(QueueLane lane, ulong sequence, in QueueEntry entry)
    {
        if (expiry.IsWatching && expiry.IsExpired(lane, sequence, entry))
            return DeathReason.Expired;
        return limits.MustDrop ? DeathReason.MaxLength : null;
    }

    // Reading has to keep up with publishers, so that a queue is never much longer than it may be.
    private bool TryDropUnread(QueueLane lane)
    {
        if (!limits.MustDrop)
            return false;
        if (limits.DropsUnread)
            return lane.Waiting.Cold.DropFirst(limits.Excess) > 0;
        lane.LoadLater();
        return false;
    }
}
