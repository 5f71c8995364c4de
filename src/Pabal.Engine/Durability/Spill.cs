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
    public bool IsNeeded => store.BytesInUse > memoryLimit;

    /// <summary>For a queue that begins to spill.</summary>
    public QueueJournal Begin(Queue queue)
    {
        var spilled = new QueueJournal(journal, Interlocked.Increment(ref lastId));
        spilled.Register(queue);
        return spilled;
    }

    /// <summary>Appends messages of a queue. Called under its lock: nothing is written yet.</summary>
    public MessageExtent Append(QueueJournal queue, ulong first, ReadOnlySpan<QueueEntry> messages)
    {
        var ranges = new SegmentRange[messages.Length];
        var octets = 0L;
        for (var i = 0; i < messages.Length; i++)
        {
            ranges[i] = new SegmentRange(messages[i].Position, messages[i].Length);
            octets += messages[i].Length;
        }
        var index = new RecordBuffer();
        index.WriteNumber(0);
        MessageBatch.WriteRun(index, queue.Id, first, messages.Length, octets);
        var record = new LogAppend
        {
            Type = RecordType.Messages,
            Index = index.Octets,
            Store = store,
            Body = ranges,
            LiveCount = messages.Length,
            LiveOctets = octets,
        };
        var from = journal.Log.Append(record, out var end);
        return new MessageExtent
        {
            First = first,
            End = first + (ulong)messages.Length,
            From = from,
            Length = (int)(end.Value - from.Value),
            Live = messages.Length,
            LiveOctets = octets,
        };
    }

    public void Dispose()
    {
        journal.Keeper?.Dispose();
        journal.Log.Dispose();
    }
}
