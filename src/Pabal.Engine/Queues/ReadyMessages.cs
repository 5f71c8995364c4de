using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>
/// Messages in memory, in order, with their sequence numbers: a chain of blocks of entries, without copying when it grows.
/// </summary>
/// <remarks>Guarded by the queue's lock. Numbers rise; mostly one by one, so that runs of them are kept, not each.</remarks>
internal sealed class ReadyMessages
{
    private const int FirstBlockLength = 32;
    private const int BlockLength = 1024;

    private readonly Queue<Run> laterRuns = new();
    private Run run;
    private Run lastRun;
    private Block? head;
    private Block? tail;
    private Block? spare;
    private int start;
    private int end;

    public int Count { get; private set; }

    /// <summary>Octets of their records.</summary>
    public long Octets { get; private set; }

    /// <summary>The sequence number of the message at the head; undefined when there is none.</summary>
    public ulong HeadSequence => run.First;

    /// <summary>No message from this number on is marked as redelivered.</summary>
    public ulong MarkedEnd { get; private set; }

    /// <param name="first">The first one's sequence number, above all that are there; the others follow one by one.</param>
    /// <param name="entries">The messages.</param>
    public void Append(ulong first, ReadOnlySpan<QueueEntry> entries)
    {
        if (entries.IsEmpty)
            return;
        AppendRun(first, entries.Length);
        var octets = 0L;
        var isMarked = false;
        foreach (ref readonly var entry in entries)
        {
            octets += entry.Length;
            isMarked |= entry.Redelivered;
        }
        Octets += octets;
        if (isMarked)
            MarkedEnd = first + (uint)entries.Length;
        while (true)
        {
            if (tail is null || end == tail.Entries.Length)
                Grow();
            var room = tail!.Entries.AsSpan(end);
            if (entries.Length <= room.Length)
            {
                entries.CopyTo(room);
                end += entries.Length;
                return;
            }
            entries[..room.Length].CopyTo(room);
            end += room.Length;
            entries = entries[room.Length..];
        }
    }

    /// <summary>Messages at the head whose numbers rise one by one, as many as lie in one block; empty when there is none.</summary>
    public Span<QueueEntry> Peek()
    {
        if (Count == 0)
            return default;
        var blockEnd = head == tail ? end : head!.Entries.Length;
        return head!.Entries.AsSpan(start, Math.Min(blockEnd - start, run.Count));
    }

    /// <summary>Takes off <paramref name="count"/> of the messages that <see cref="Peek"/> returned.</summary>
    public void Advance(int count)
    {
        if (count == 0)
            return;
        foreach (ref readonly var entry in head!.Entries.AsSpan(start, count))
            Octets -= entry.Length;
        AdvanceRun(count);
        start += count;
        if (head == tail)
        {
            if (start == end)
                start = end = 0;
        }
        else if (start == head!.Entries.Length)
        {
            var emptied = head;
            head = head.Next;
            start = 0;
            emptied.Next = null;
            spare = emptied.Entries.Length == BlockLength ? emptied : spare;
        }
    }

    /// <summary>Counts the bodies of all.</summary>
    public void CountBodies(BodyCount bodies)
    {
        for (var block = head; block is not null; block = block.Next)
        {
            var from = block == head ? start : 0;
            bodies.OnAdded(block.Entries.AsSpan(from, (block == tail ? end : block.Entries.Length) - from));
        }
    }

    private void AppendRun(ulong first, int count)
    {
        if (Count == 0)
            run = new Run(first, count);
        else if (laterRuns.Count == 0 && lastRun.Count == 0 && run.End == first)
            run = run with { Count = run.Count + count };
        else if (lastRun.Count > 0 && lastRun.End == first)
            lastRun = lastRun with { Count = lastRun.Count + count };
        else
            StartRun(new Run(first, count));
        Count += count;
    }

    private void StartRun(Run next)
    {
        if (lastRun.Count > 0)
            laterRuns.Enqueue(lastRun);
        lastRun = next;
    }

    private void AdvanceRun(int count)
    {
        Count -= count;
        run = new Run(run.First + (ulong)count, run.Count - count);
        if (run.Count > 0 || lastRun.Count == 0)
            return;
        if (laterRuns.TryDequeue(out run))
            return;
        run = lastRun;
        lastRun = default;
    }

    private void Grow()
    {
        var block = spare ?? new Block(tail is null ? FirstBlockLength : BlockLength);
        spare = null;
        if (tail is null)
            head = block;
        else
            tail.Next = block;
        tail = block;
        end = 0;
    }

    private readonly record struct Run(ulong First, int Count)
    {
        public ulong End => First + (ulong)Count;
    }

    private sealed class Block(int length)
    {
        public readonly QueueEntry[] Entries = new QueueEntry[length];

        public Block? Next;
    }
}
