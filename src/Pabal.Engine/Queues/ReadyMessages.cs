using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>The messages that wait in a queue, in order: a chain of blocks of entries, without copying when it grows.</summary>
/// <remarks>Guarded by the queue's lock. The sequence number of a message is its place among all that were ever appended.</remarks>
internal sealed class ReadyMessages
{
    private const int FirstBlockLength = 32;
    private const int BlockLength = 1024;

    private Block? head;
    private Block? tail;
    private Block? spare;
    private int start;
    private int end;

    public int Count { get; private set; }

    /// <summary>The sequence number of the message at the head, or of the next one when there is none.</summary>
    public ulong HeadSequence { get; private set; }

    public void Append(ReadOnlySpan<QueueEntry> entries)
    {
        Count += entries.Length;
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

    /// <summary>The messages at the head, as many as lie in one block; empty when there is none.</summary>
    public Span<QueueEntry> Peek()
    {
        if (Count == 0)
            return default;
        var blockEnd = head == tail ? end : head!.Entries.Length;
        return head!.Entries.AsSpan(start, blockEnd - start);
    }

    /// <summary>Takes off <paramref name="count"/> of the messages that <see cref="Peek"/> returned.</summary>
    public void Advance(int count)
    {
        Count -= count;
        HeadSequence += (ulong)count;
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

    private sealed class Block(int length)
    {
        public readonly QueueEntry[] Entries = new QueueEntry[length];

        public Block? Next;
    }
}
