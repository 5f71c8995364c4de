using Pabal.Engine.Durability;
using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>The lanes of a queue, one for each priority; all but the lowest are made when they are first used.</summary>
/// <remarks>Guarded by the queue's lock.</remarks>
internal sealed class QueueLanes
{
    private readonly Queue queue;
    private readonly QueueLane lowest;
    private readonly QueueLane?[] lanes;

    // No lane above it has a message.
    private int top;

    public QueueLanes(Queue queue, int maxPriority)
    {
        this.queue = queue;
        lanes = new QueueLane?[maxPriority + 1];
        lowest = this[0];
    }

    public int MaxPriority => lanes.Length - 1;

    public int Count
    {
        get
        {
            var count = lowest.Waiting.Count;
            for (var i = 1; i < lanes.Length; i++)
                count += lanes[i]?.Waiting.Count ?? 0;
            return count;
        }
    }

    /// <summary>The lane of a priority; above the highest there is, it is that one.</summary>
    public QueueLane this[int priority]
    {
        get
        {
            priority = Math.Min(priority, MaxPriority);
            return lanes[priority] ??= Create((byte)priority);
        }
    }

    /// <summary>The lane whose message comes next; null when none waits.</summary>
    public QueueLane? Next()
    {
        for (; top > 0; top--)
        {
            if (lanes[top] is { Waiting.Count: > 0 } lane)
                return lane;
        }
        return lowest.Waiting.Count > 0 ? lowest : null;
    }

    /// <summary>Says that the lane has got messages.</summary>
    public void OnFilled(QueueLane lane) => top = Math.Max(top, lane.Priority);

    /// <summary>The lane that a message of the queue is of.</summary>
    public QueueLane Of(in QueueEntry entry) => lanes.Length == 1 ? lowest : this[entry.Priority];

    /// <summary>Makes the queue known to the log, with those of the lanes that it has something of.</summary>
    public void Register(Func<long, bool> isKnown)
    {
        lowest.Journal!.Register(lowest);
        for (var i = 1; i < lanes.Length; i++)
        {
            if (lanes[i] is { } lane)
                lane.Journal!.Register(lane);
            else if (isKnown(queue.Id + i))
                this[i].Journal!.Register(this[i]);
        }
    }

    /// <summary>Drops every message that waits.</summary>
    /// <param name="settles">False when it need not be said of each, since the queue goes.</param>
    /// <returns>How many there were.</returns>
    public int Drop(bool settles)
    {
        var count = 0;
        foreach (var lane in lanes)
            count += lane?.Waiting.Drop(settles) ?? 0;
        top = 0;
        return count;
    }

    /// <summary>Settles messages of the queue for good.</summary>
    /// <param name="messages">In any order.</param>
    /// <param name="isLogged">True when the log says so already.</param>
    public void Settle(ReadOnlySpan<Settlement> messages, bool isLogged)
    {
        while (SettlementRun.TryTake(ref messages, out var run))
            this[run.Priority].Journal!.Settle(run.First, run.End, run.IsLogged);
        if (!isLogged)
        {
            RecordSettled();
            return;
        }
        foreach (var lane in lanes)
            lane?.Journal!.ForgetUnrecorded();
    }

    /// <summary>Appends what was settled since the last time.</summary>
    public void RecordSettled()
    {
        lowest.Journal?.RecordSettled();
        for (var i = 1; i < lanes.Length; i++)
            lanes[i]?.Journal?.RecordSettled();
    }

    /// <summary>Appends what has come back since the last time.</summary>
    public void RecordReturned()
    {
        foreach (var lane in lanes)
            lane?.Journal?.RecordReturned();
    }

    /// <summary>Gives up what the log has of the queue.</summary>
    public void Forget()
    {
        foreach (var lane in lanes)
            lane?.Journal?.Drop();
    }

    private QueueLane Create(byte priority)
    {
        var journal = queue.Journal is { } log ? new QueueJournal(log, queue.Id + priority) : null;
        var lane = new QueueLane(queue, priority, journal);
        if (journal is not null && queue.IsRegistered)
            journal.Register(lane);
        return lane;
    }
}
