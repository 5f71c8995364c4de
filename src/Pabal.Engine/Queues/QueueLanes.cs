using System.Numerics;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>The lanes of a queue, one for each priority; all but the lowest are made when they are first used.</summary>
/// <remarks>Guarded by the queue's lock.</remarks>
internal sealed class QueueLanes
{
    private const int BitsPerWord = 64;

    private readonly Queue queue;
    private readonly QueueLane lowest;
    private readonly QueueLane?[] lanes;

    // A bit for each lane but the lowest; without it, the lane has no message.
    private readonly ulong[] filled;

    // Of lanes that have settled something which is not recorded; null where there is but one.
    private readonly List<QueueJournal>? unrecorded;

    // No lane above it was ever used.
    private int highest;
    private bool countsBodies;

    public QueueLanes(Queue queue, int maxPriority)
    {
        this.queue = queue;
        lanes = new QueueLane?[maxPriority + 1];
        filled = maxPriority == 0 ? [] : new ulong[(maxPriority / BitsPerWord) + 1];
        unrecorded = maxPriority == 0 ? null : [];
        lowest = this[0];
    }

    public int MaxPriority => lanes.Length - 1;

    public int Count
    {
        get
        {
            var count = lowest.Waiting.Count;
            for (var i = 1; i <= highest; i++)
                count += lanes[i]?.Waiting.Count ?? 0;
            return count;
        }
    }

    /// <summary>Octets of the bodies that wait; 0 unless they are counted.</summary>
    public long BodyOctets
    {
        get
        {
            var octets = lowest.Waiting.BodyOctets;
            for (var i = 1; i <= highest; i++)
                octets += lanes[i]?.Waiting.BodyOctets ?? 0;
            return octets;
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
        for (var i = filled.Length - 1; i >= 0; i--)
        {
            for (; filled[i] > 0; filled[i] &= ~(1UL << BitOperations.Log2(filled[i])))
            {
                if (lanes[(i * BitsPerWord) + BitOperations.Log2(filled[i])] is { Waiting.Count: > 0 } lane)
                    return lane;
            }
        }
        return lowest.Waiting.Count > 0 ? lowest : null;
    }

    /// <summary>The lane whose message comes next when none of a lane and those above it is wanted; null when none waits.</summary>
    public QueueLane? Below(QueueLane lane)
    {
        for (var i = lane.Priority - 1; i >= 0; i--)
        {
            if (lanes[i] is { Waiting.Count: > 0 } below)
                return below;
        }
        return null;
    }

    /// <summary>Puts what is set aside back to its places.</summary>
    /// <returns>False when there was nothing.</returns>
    public bool ReturnAside()
    {
        var any = false;
        foreach (var lane in lanes)
            any |= lane?.Waiting.ReturnAside() ?? false;
        return any;
    }

    /// <summary>Says that the lane has got messages.</summary>
    public void OnFilled(QueueLane lane)
    {
        if (lane.Priority > 0)
            filled[lane.Priority / BitsPerWord] |= 1UL << (lane.Priority % BitsPerWord);
    }

    /// <summary>The lane that a message of the queue is of.</summary>
    public QueueLane Of(in QueueEntry entry) => lanes.Length == 1 ? lowest : this[entry.Priority];

    /// <summary>Has the octets of bodies counted from now on, or no longer.</summary>
    public void CountBodies(bool isWanted)
    {
        if (isWanted == countsBodies)
            return;
        countsBodies = isWanted;
        foreach (var lane in lanes)
            lane?.Waiting.CountBodies(isWanted);
    }

    /// <summary>Whether a message that is only on disk may expire by its own property.</summary>
    public bool MayExpire() => Array.Exists(lanes, static lane => lane is { Waiting.Cold.MayExpire: true });

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
        lowest.Journal!.ForgetUnrecorded();
        for (var i = 1; i <= highest; i++)
            lanes[i]?.Journal!.ForgetUnrecorded();
    }

    /// <summary>Appends what was settled since the last time.</summary>
    public void RecordSettled()
    {
        if (unrecorded is null)
        {
            lowest.Journal?.RecordSettled();
            return;
        }
        foreach (var journal in unrecorded)
            journal.RecordSettled();
        unrecorded.Clear();
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
        var journal = queue.Journal is { } log ? new QueueJournal(log, queue.Id + priority) { Unrecorded = unrecorded } : null;
        var lane = new QueueLane(queue, priority, journal);
        highest = Math.Max(highest, priority);
        if (countsBodies)
            lane.Waiting.CountBodies(true);
        if (journal is not null && queue.IsRegistered)
            journal.Register(lane);
        return lane;
    }
}
