using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>The messages of a lane that no consumer could take when it was their turn, in order.</summary>
/// <remarks>
/// Guarded by the queue's lock. They come in order, but for those that came back, and leave from anywhere: each leaves a gap
/// behind, and gaps are closed before they are more than half. Places are good until something is added or removed.
/// </remarks>
internal sealed class SetAside(SetAsideRoom room)
{
    private const int FirstLength = 16;

    // Neither the first nor the last is a gap.
    private Item[] items = new Item[FirstLength];
    private int start;
    private int end;

    public int Count { get; private set; }

    /// <summary>The number of the first message; there must be one.</summary>
    public ulong FirstSequence => items[start].Sequence;

    /// <summary>The first message; there must be one.</summary>
    public ref readonly QueueEntry First => ref items[start].Entry;

    public void Add(ulong sequence, in QueueEntry entry)
    {
        if (end == items.Length)
            MakeRoom();
        var place = end > start && items[end - 1].Sequence > sequence ? LowerBound(sequence) : end;
        if (place == end || items[place].Sequence != sequence)
        {
            items.AsSpan(place, end - place).CopyTo(items.AsSpan(place + 1));
            end++;
        }
        items[place] = new Item(sequence, entry);
        Count++;
        room.OnAdded(entry);
    }

    /// <summary>Finds the first message with this number or a higher one.</summary>
    public bool TryFind(ulong sequence, out int place)
    {
        place = LowerBound(sequence);
        while (place < end && items[place].IsGap)
            place++;
        return place < end;
    }

    /// <summary>The message at a place from <see cref="TryFind"/>.</summary>
    public QueueEntry Get(int place, out ulong sequence)
    {
        sequence = items[place].Sequence;
        return items[place].Entry;
    }

    /// <summary>Takes off the message at a place from <see cref="TryFind"/>.</summary>
    public void RemoveAt(int place)
    {
        room.OnRemoved(items[place].Entry);
        items[place].Entry = default;
        if (--Count == 0)
        {
            start = end = 0;
            return;
        }
        while (items[start].IsGap)
            start++;
        while (items[end - 1].IsGap)
            end--;
        if (end - start > (2 * Count) + FirstLength)
            CloseGaps(items);
    }

    /// <summary>Takes off the first message.</summary>
    public bool TryRemoveFirst(out QueueEntry entry, out ulong sequence)
    {
        if (Count == 0)
        {
            (entry, sequence) = (default, 0);
            return false;
        }
        entry = Get(start, out sequence);
        RemoveAt(start);
        return true;
    }

    /// <summary>Counts the bodies of all.</summary>
    public void CountBodies(BodyCount bodies)
    {
        foreach (ref readonly var item in items.AsSpan(start, end - start))
        {
            if (!item.IsGap)
                bodies.OnAdded([item.Entry]);
        }
    }

    private int LowerBound(ulong sequence)
    {
        var (low, high) = (start, end);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (items[middle].Sequence < sequence)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private void MakeRoom() => CloseGaps(Count > items.Length / 2 ? new Item[2 * items.Length] : items);

    private void CloseGaps(Item[] target)
    {
        var count = 0;
        for (var i = start; i < end; i++)
        {
            if (!items[i].IsGap)
                target[count++] = items[i];
        }
        (items, start, end) = (target, 0, count);
    }

    private record struct Item(ulong Sequence, QueueEntry Entry)
    {
        public QueueEntry Entry = Entry;

        // A record is never empty.
        public readonly bool IsGap => Entry.Length == 0;
    }
}
