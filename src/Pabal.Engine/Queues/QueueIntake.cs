using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>Takes messages into a queue, or refuses them where there is no room.</summary>
/// <remarks>Guarded by the queue's lock.</remarks>
internal sealed class QueueIntake(Queue queue, QueueLanes lanes, QueueExpiry expiry, QueueLimits limits, QueueDispatch dispatch)
{
    /// <summary>Adds messages to those that wait, as far as there is room. Each gets a number, also what is refused.</summary>
    /// <param name="lane">Where.</param>
    /// <param name="entries">The messages; the queue takes over the references.</param>
    /// <param name="touched">Receives whatever must be flushed.</param>
    public EnqueueResult Append(QueueLane lane, ReadOnlySpan<QueueEntry> entries, FlushSet touched)
    {
        if (limits.Refuses)
            return AppendWithinLimits(lane, entries, touched);
        AppendAll(lane, entries);
        return EnqueueResult.Taken;
    }

    private void AppendAll(QueueLane lane, ReadOnlySpan<QueueEntry> entries)
    {
        lanes.OnFilled(lane);
        expiry.OnAppending(lane, entries);
        lane.Waiting.Append(entries);
    }

    // What comes alone is handed out by its publisher once it is logged; of several, each may make room for the next.
    private EnqueueResult AppendWithinLimits(QueueLane lane, ReadOnlySpan<QueueEntry> entries, FlushSet touched)
    {
        var isAlone = entries.Length == 1;
        var refused = 0;
        for (var i = 0; i < entries.Length; i++)
        {
            if (!limits.HasRoomFor(entries[i]))
            {
                Refuse(lane, entries[i], isLogged: !isAlone && entries[i].Persistent);
                refused++;
                continue;
            }
            AppendAll(lane, entries.Slice(i, 1));
            if (!isAlone)
                dispatch.Run(touched);
        }
        lanes.RecordSettled();
        return refused == 0 ? EnqueueResult.Taken : isAlone ? EnqueueResult.Refused : EnqueueResult.TakenInPart;
    }

    private void Refuse(QueueLane lane, in QueueEntry entry, bool isLogged)
    {
        var sequence = lane.Waiting.Skip();
        if (limits.DeadLettersRefused)
        {
            queue.Discard(lane, sequence, entry, DeathReason.MaxLength);
            return;
        }
        lane.Journal?.Settle(sequence, sequence + 1, isLogged);
        queue.Store.Release(entry);
    }
}
