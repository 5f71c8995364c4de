using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Timing;

namespace Pabal.Engine.Queues;

/// <summary>How long the messages of a queue may wait, by its own setting and by their properties.</summary>
/// <remarks>
/// Guarded by the queue's lock. As in RabbitMQ, messages are given up at the head, and none is handed out that has expired; a
/// message is always offered once, to whoever can take it when it comes. A queue where nothing can expire pays for one look
/// at <see cref="IsWatching"/>.
/// </remarks>
internal sealed class QueueExpiry(Queue queue)
{
    private const long Never = long.MaxValue;

    // A consumer may take few of them, and each has to be looked at.
    private const int MaxRun = 64;

    private readonly List<QueueLane> arriving = [];
    private Deadline? deadline;
    private long deadlineMs = Never;
    private long? timeToLiveMs;
    private long sinceMs;
    private long nowMs;

    /// <summary>True while a message may expire.</summary>
    public bool IsWatching { get; private set; }

    private Schedule Schedule => queue.Context.Schedule;

    /// <summary>Changes how long each message may wait. For those whose arrival was not noted, the time begins now.</summary>
    public void Apply(long? milliseconds)
    {
        if (milliseconds == timeToLiveMs)
            return;
        timeToLiveMs = milliseconds;
        sinceMs = Schedule.NowMs;
        IsWatching |= milliseconds is not null;
    }

    /// <summary>A message may expire by its own property.</summary>
    public void Watch() => IsWatching = true;

    /// <summary>Says that messages are about to be appended to the lane.</summary>
    public void OnAppending(QueueLane lane, ReadOnlySpan<QueueEntry> entries)
    {
        if (!IsWatching && !HasArrivals(entries))
            return;
        IsWatching = true;
        if (lane.UnofferedFrom < ulong.MaxValue)
            return;
        lane.UnofferedFrom = lane.Waiting.NextSequence;
        arriving.Add(lane);
    }

    /// <summary>Says that all consumers were offered what waits, as far as they take anything.</summary>
    public void OnOffered()
    {
        foreach (var lane in arriving)
            lane.UnofferedFrom = ulong.MaxValue;
        arriving.Clear();
    }

    /// <summary>Looks at the clock, for all that is asked until the queue's lock is left.</summary>
    public void ReadTime() => nowMs = Schedule.NowMs;

    public bool IsExpired(QueueLane lane, ulong sequence, in QueueEntry entry) =>
        sequence < lane.UnofferedFrom && ExpiryOf(entry) <= nowMs;

    /// <summary>Messages at the front of a run that may be handed out; not all of a long run.</summary>
    public ReadOnlySpan<QueueEntry> Unexpired(QueueLane lane, ulong sequence, ReadOnlySpan<QueueEntry> run)
    {
        var count = 0;
        while (count < Math.Min(run.Length, MaxRun) && !IsExpired(lane, sequence + (ulong)count, run[count]))
            count++;
        return run[..count];
    }

    /// <summary>Sees to it that the message which comes next is given up in time.</summary>
    /// <param name="lane">Whose it is; null when none waits.</param>
    public void WatchHead(QueueLane? lane)
    {
        if (lane is null)
        {
            IsWatching = timeToLiveMs is not null;
            return;
        }
        var run = lane.Waiting.Peek(out _);
        var dueMs = run.IsEmpty ? ExpiryOf(lane.Waiting.Cold.NextTimes) : ExpiryOf(run[0]);
        if (run.IsEmpty && dueMs <= nowMs)
            lane.LoadLater();
        else if (dueMs < deadlineMs)
            Schedule.Set(deadline ??= new Deadline(OnDue), deadlineMs = dueMs);
    }

    public void Stop()
    {
        if (deadline is not null)
            Schedule.Cancel(deadline);
    }

    private void OnDue()
    {
        var touched = new FlushSet();
        lock (queue.Gate)
        {
            deadlineMs = Never;
            queue.OnReady(touched);
        }
        touched.Flush();
    }

    private static bool HasArrivals(ReadOnlySpan<QueueEntry> entries)
    {
        foreach (ref readonly var entry in entries)
        {
            if (entry.HasArrival)
                return true;
        }
        return false;
    }

    private long ExpiryOf(in QueueEntry entry) => ExpiryOf(entry.HasArrival ? queue.Store.Open(entry).Times : default);

    private long ExpiryOf(MessageTimes times)
    {
        var byProperty = times.ExpiresAtMs > 0 ? times.ExpiresAtMs : Never;
        if (timeToLiveMs is not { } milliseconds)
            return byProperty;
        return Math.Min(byProperty, (times.ArrivedAtMs > 0 ? times.ArrivedAtMs : sinceMs) + milliseconds);
    }
}
