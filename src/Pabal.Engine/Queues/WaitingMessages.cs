using Pabal.Engine.Durability;
using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>
/// The messages of a queue that wait for a consumer: those that came back, then a head in memory, then what is only in the
/// log, then a tail in memory. A short queue is all head.
/// </summary>
/// <remarks>Guarded by the queue's lock. Whatever is only in the log is durable there.</remarks>
internal sealed class WaitingMessages(WaitingLimits limits)
{
    private readonly PriorityQueue<QueueEntry, ulong> requeued = new();
    private ReadyMessages head = new();
    private ReadyMessages tail = new();
    private QueueEntry peeked;
    private ulong coldFirst;
    private ulong coldEnd;
    private int coldCount;

    public int Count => requeued.Count + head.Count + coldCount + tail.Count;

    /// <summary>The number of the message that comes next.</summary>
    public ulong NextSequence { get; private set; }

    /// <summary>Messages from this number on were never delivered.</summary>
    public ulong DeliveredEnd =>
        head.Count > 0 ? head.HeadSequence : coldCount > 0 ? coldFirst : tail.Count > 0 ? tail.HeadSequence : NextSequence;

    /// <summary>What is only in the log should be read: little else is left.</summary>
    public bool NeedsLoad => coldCount > 0 && head.Count < limits.LowHeadCount && head.Octets < limits.LowHeadOctets;

    /// <summary>There is enough in memory that some of it should go.</summary>
    public bool IsLong => tail.Count > limits.MaxTailCount || tail.Octets > limits.MaxTailOctets;

    /// <returns>The sequence number of the first; the others follow one by one.</returns>
    public ulong Append(ReadOnlySpan<QueueEntry> entries)
    {
        var first = NextSequence;
        NextSequence += (ulong)entries.Length;
        var takesMore = coldCount == 0
            && tail.Count == 0
            && head.Count < limits.MaxHeadCount
            && head.Octets < limits.MaxHeadOctets;
        (takesMore ? head : tail).Append(first, entries);
        return first;
    }

    /// <summary>The messages that come next, with numbers that rise one by one; empty when none is in memory.</summary>
    public ReadOnlySpan<QueueEntry> Peek(out ulong first)
    {
        if (requeued.TryPeek(out peeked, out first))
            return new ReadOnlySpan<QueueEntry>(ref peeked);
        if (head.Count == 0 && coldCount == 0)
            (head, tail) = (tail, head);
        first = head.HeadSequence;
        return head.Peek();
    }

    /// <summary>Takes off some of the messages that <see cref="Peek"/> returned.</summary>
    public void Advance(int count)
    {
        if (requeued.Count == 0)
            head.Advance(count);
        else if (count > 0)
            requeued.Dequeue();
    }

    /// <summary>Puts a message back to its place.</summary>
    public void Return(in QueueEntry entry, ulong sequence) => requeued.Enqueue(entry, sequence);

    /// <summary>Takes over what was recovered, which is all in the log.</summary>
    public void Recover(ulong first, ulong next, int count)
    {
        coldFirst = first;
        coldEnd = NextSequence = next;
        coldCount = count;
    }

    /// <summary>Gives up the memory of the tail's messages, as far as they are durable.</summary>
    public void PageOut(QueueJournal journal, MessageStore store)
    {
        var first = tail.HeadSequence;
        var end = journal.FindDurableEnd(first);
        if (end == first)
            return;
        if (coldCount == 0)
            coldFirst = first;
        coldEnd = end;
        for (var left = (int)Math.Min(end - first, (ulong)tail.Count); left > 0;)
        {
            ReadOnlySpan<QueueEntry> run = tail.Peek();
            run = run[..Math.Min(left, run.Length)];
            store.Release(run);
            tail.Advance(run.Length);
            left -= run.Length;
            coldCount += run.Length;
        }
    }

    /// <summary>What is to be read next of that which is only in the log.</summary>
    /// <returns>False when nothing is.</returns>
    public bool TryGetCold(QueueJournal journal, out MessageExtent extent)
    {
        extent = default;
        if (coldCount == 0)
            return false;
        var index = journal.Extents.Find(coldFirst);
        while (index < journal.Extents.Count && journal.Extents[index].Live == 0)
            index++;
        if (index == journal.Extents.Count || journal.Extents[index].First >= coldEnd)
            throw new InvalidOperationException("Messages are only in the log, and nobody knows where.");
        extent = journal.Extents[index];
        extent.First = Math.Max(extent.First, coldFirst);
        extent.End = Math.Min(extent.End, coldEnd);
        return true;
    }

    /// <summary>Takes over messages that were read.</summary>
    /// <param name="journal">The queue's.</param>
    /// <param name="extent">From <see cref="TryGetCold"/>.</param>
    /// <param name="loaded">Its messages in order, with a reference to each; those that are not needed stay there.</param>
    /// <returns>How many of them are missing, or -1 when the queue has done without them.</returns>
    public int Load(QueueJournal journal, in MessageExtent extent, LoadedMessages loaded)
    {
        if (coldCount == 0 || coldFirst > extent.First || coldEnd < extent.End)
            return -1;
        var expected = journal.Settled.CountUnsettled(extent.First, extent.End);
        var taken = loaded.MoveTo(head, journal.Settled);
        coldCount -= expected;
        coldFirst = extent.End;
        return expected - taken;
    }

    /// <summary>Drops everything.</summary>
    /// <param name="journal">Where the messages are settled; null when that needs no saying.</param>
    /// <param name="store">Where their records are.</param>
    /// <returns>How many messages there were.</returns>
    public int Drop(QueueJournal? journal, MessageStore store)
    {
        var count = Count;
        while (requeued.TryDequeue(out var entry, out var sequence))
        {
            journal?.Settle(sequence, sequence + 1, entry.Persistent);
            store.Release(entry);
        }
        Drop(head, journal, store);
        if (coldCount > 0)
            journal?.Settle(coldFirst, coldEnd, isLogged: true);
        coldCount = 0;
        Drop(tail, journal, store);
        return count;
    }

    private static void Drop(ReadyMessages messages, QueueJournal? journal, MessageStore store)
    {
        while (messages.Count > 0)
        {
            ReadOnlySpan<QueueEntry> run = messages.Peek();
            journal?.Settle(messages.HeadSequence, run);
            store.Release(run);
            messages.Advance(run.Length);
        }
    }
}
