using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Durability;

/// <summary>Messages that were read from the log into memory, in order, each with a reference.</summary>
internal sealed class LoadedMessages
{
    private readonly List<(ulong Sequence, QueueEntry Entry)> messages = [];

    public int Count => messages.Count;

    /// <summary>Adds a message that is not there. Mostly it is the last one.</summary>
    public void Add(ulong sequence, in QueueEntry entry) => messages.Insert(~Find(sequence), (sequence, entry));

    public bool Has(ulong sequence) => Find(sequence) >= 0;

    /// <summary>Marks those that have come back to their queue, and lets those wait elsewhere whose time has not come.</summary>
    /// <param name="source">By whose account they were read.</param>
    /// <param name="lane">Whose they are.</param>
    /// <returns>How many wait.</returns>
    public int MoveDelayed(QueueJournal source, QueueLane lane)
    {
        var kept = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            var (sequence, entry) = messages[i];
            var its = source.FindReturn(sequence);
            entry.ReturnCount = its.Count;
            if (source.Settled.IsSettled(sequence) || !lane.Queue.Returns.TryDelay(lane, sequence, entry, its.DueMs))
                messages[kept++] = (sequence, entry);
        }
        var moved = messages.Count - kept;
        messages.RemoveRange(kept, moved);
        return moved;
    }

    /// <summary>Moves those that are not settled.</summary>
    /// <returns>How many.</returns>
    public int MoveTo(ReadyMessages ready, SettledMessages settled, BodyCount? bodies = null)
    {
        var kept = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            var (sequence, entry) = messages[i];
            if (settled.IsSettled(sequence))
                messages[kept++] = (sequence, entry);
            else
            {
                ready.Append(sequence, [entry]);
                bodies?.OnAdded([entry]);
            }
        }
        var moved = messages.Count - kept;
        messages.RemoveRange(kept, moved);
        return moved;
    }

    /// <summary>Takes one out; null when it is not there.</summary>
    public QueueEntry? TryTake(ulong sequence)
    {
        var index = Find(sequence);
        if (index < 0)
            return null;
        var entry = messages[index].Entry;
        messages.RemoveAt(index);
        return entry;
    }

    /// <summary>Gives up what is left.</summary>
    public void Release(MessageStore store)
    {
        foreach (var (_, entry) in messages)
            store.Release(entry);
        messages.Clear();
    }

    // The log's order is not always that of the numbers: of two publishers the second may be the first to append.
    private int Find(ulong sequence)
    {
        var (low, high) = (0, messages.Count);
        if (high == 0 || messages[^1].Sequence < sequence)
            return ~high;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (messages[middle].Sequence < sequence)
                low = middle + 1;
            else
                high = middle;
        }
        return messages[low].Sequence == sequence ? low : ~low;
    }
}
