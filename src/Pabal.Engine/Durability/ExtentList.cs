namespace Pabal.Engine.Durability;

/// <summary>The extents of a queue's messages, by sequence number, without overlap. Guarded by the queue's lock.</summary>
/// <remarks>
/// Extents without live messages stay until they are at the front or too many: taking one out of the middle would move all
/// that follow.
/// </remarks>
internal sealed class ExtentList
{
    private MessageExtent[] items = new MessageExtent[4];
    private int start;
    private int dead;

    public int Count { get; private set; }

    /// <summary>The extent at an index from zero to <see cref="Count"/>, exclusive.</summary>
    public ref MessageExtent this[int index] => ref items[start + index];

    /// <summary>The index of the first extent that ends behind the number; <see cref="Count"/> when there is none.</summary>
    public int Find(ulong number)
    {
        if (Count == 0 || this[0].End > number)
            return 0;
        int low = 1, high = Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (this[middle].End > number)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    /// <summary>Adds an extent that overlaps none; merged with the one before it where only settled numbers are between.</summary>
    public void Add(in MessageExtent extent, SettledMessages settled)
    {
        // Publishers append to the log in another order than they came to the queue: it is the last place, or one near it.
        var index = Count == 0 || this[Count - 1].First < extent.First ? Count : Find(extent.First);
        if (index > 0)
        {
            ref var before = ref this[index - 1];
            if (before.Live > 0 && settled.CountUnsettled(before.End, extent.First) == 0 && before.TryMerge(extent))
                return;
        }
        if (start + Count == items.Length)
            MakeRoom();
        items.AsSpan(start + index, Count - index).CopyTo(items.AsSpan(start + index + 1));
        items[start + index] = extent;
        Count++;
    }

    /// <summary>Says that extents have no live messages any more.</summary>
    public void OnDead(int count)
    {
        dead += count;
        while (Count > 0 && items[start].Live == 0)
        {
            start++;
            Count--;
            dead--;
        }
        if (dead > 16 && dead > Count / 2)
            RemoveAll(static (in MessageExtent extent, int _) => extent.Live == 0, 0);
    }

    /// <summary>Removes the extents for which the condition holds, and those that are dead.</summary>
    public void RemoveAll(Condition condition, int argument)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (this[i].Live > 0 && !condition(this[i], argument))
                this[kept++] = this[i];
        }
        Count = kept;
        dead = 0;
    }

    /// <summary>Adds many extents at once, in order, that overlap none.</summary>
    public void AddAll(List<MessageExtent> extents, SettledMessages settled)
    {
        var before = items.AsSpan(start, Count).ToArray();
        var next = 0;
        Count = start = dead = 0;
        foreach (ref readonly var extent in before.AsSpan())
        {
            for (; next < extents.Count && extents[next].First < extent.First; next++)
                Add(extents[next], settled);
            if (extent.Live > 0)
                Add(extent, settled);
        }
        for (; next < extents.Count; next++)
            Add(extents[next], settled);
    }

    private void MakeRoom()
    {
        var grown = start > items.Length / 2 ? items : new MessageExtent[items.Length * 2];
        items.AsSpan(start, Count).CopyTo(grown);
        items = grown;
        start = 0;
    }

    public delegate bool Condition(in MessageExtent extent, int argument);
}
