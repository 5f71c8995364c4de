using Pabal.Engine.Messages;
using Pabal.Engine.Queues;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>
/// Takes what is transient out of memory when there is too much of it, into a log that is worth nothing after the broker's end.
/// </summary>
internal sealed class Spill(Journal journal, SegmentStore store, long memoryLimit) : IDisposable
{
    private long lastId;

    public Journal Journal => journal;

    /// <summary>Messages take so much memory that some should go.</summary>
    public bool IsNeeded => store.BytesInUse > memoryLimit && journal.Failure is null;

    /// <summary>For a lane that begins to spill.</summary>
    public QueueJournal Begin(QueueLane lane)
    {
        var spilled = new QueueJournal(journal, Interlocked.Increment(ref lastId));
        spilled.Register(lane);
        return spilled;
    }

    /// <summary>Appends messages of a queue. Called under its lock: nothing is written yet.</summary>
    /// <returns>False when the log has failed.</returns>
    public bool TryAppend(QueueJournal queue, ulong first, ReadOnlySpan<QueueEntry> messages, out MessageExtent extent)
    {
        var ranges = new SegmentRange[messages.Length];
        var run = default(LoggedRun);
        for (var i = 0; i < messages.Length; i++)
        {
            ranges[i] = new SegmentRange(messages[i].Position, messages[i].Length);
            run.Append(Describe(messages[i]));
        }
        var index = new RecordBuffer();
        index.WriteNumber(0);
        MessageIndexWriter.BeginRun(index, targetCount: 1);
        MessageIndexWriter.WriteTarget(index, queue.Id, first);
        MessageIndexWriter.EndRun(index, run.Count, run.Octets, run.BodyOctets, run.Times);
        var record = new LogAppend
        {
            Type = RecordType.Messages,
            Index = index.Octets,
            Store = store,
            Body = ranges,
            LiveCount = run.Count,
            LiveOctets = run.Octets,
        };
        var isAppended = journal.TryAppend(record, out var from, out var end);
        extent = new MessageExtent
        {
            First = first,
            End = first + (ulong)messages.Length,
            From = from,
            Length = (int)(end.Value - from.Value),
            Live = run.Count,
            LiveOctets = run.Octets,
            BodyOctets = run.BodyOctets,
            Times = run.Times,
        };
        return isAppended;
    }

    private LoggedMessage Describe(in QueueEntry entry)
    {
        var message = new StoredMessage(store, entry);
        return new LoggedMessage(entry.Length, message.BodyLength, entry.HasArrival ? message.Times : default);
    }

    public void Dispose()
    {
        journal.Keeper?.Stop();
        journal.Log.Dispose();
    }
}
