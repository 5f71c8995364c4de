namespace Pabal.Server.Amqp;

/// <summary>The unsettled deliveries of a channel, by rising delivery tag, in a ring.</summary>
/// <remarks>
/// Guarded by the connection's outbound lock. Settled places in the middle are left empty; when a full ring is mostly
/// empty places it is packed instead of grown, so that one old delivery doesn't hold room for all that came after it.
/// </remarks>
internal sealed class UnackedMessages
{
    private const int InitialLength = 16;

    private UnackedMessage[] ring = [];
    private int head;
    private int used;

    public int Count { get; private set; }

    public void Add(in UnackedMessage message)
    {
        if (used == ring.Length)
            MakeRoom();
        At(used++) = message;
        Count++;
    }

    public bool Contains(ulong tag)
    {
        var index = IndexOf(tag);
        return index < used && At(index).Tag == tag && !IsEmpty(At(index));
    }

    public bool TryRemove(ulong tag, out UnackedMessage message)
    {
        if (!Contains(tag))
        {
            message = default;
            return false;
        }
        ref var place = ref At(IndexOf(tag));
        message = place;
        place = new UnackedMessage(tag, null, default);
        Count--;
        DropEmptyHead();
        return true;
    }

    /// <summary>Takes off the oldest delivery when its tag is not above <paramref name="tag"/>.</summary>
    public bool TryRemoveOldest(ulong tag, out UnackedMessage message)
    {
        message = default;
        if (Count == 0 || At(0).Tag > tag)
            return false;
        message = At(0);
        At(0) = default;
        head = (head + 1) & (ring.Length - 1);
        used--;
        Count--;
        DropEmptyHead();
        return true;
    }

    /// <summary>The tag of the oldest delivery; there is one.</summary>
    public ulong OldestTag => At(0).Tag;

    /// <summary>Adds the deliveries from one tag to another for which a condition holds to a list, in order.</summary>
    public void Find(ulong firstTag, ulong lastTag, Predicate<UnackedMessage> condition, List<UnackedMessage> found)
    {
        for (var i = IndexOf(firstTag); i < used && At(i).Tag <= lastTag; i++)
        {
            if (!IsEmpty(At(i)) && condition(At(i)))
                found.Add(At(i));
        }
    }

    /// <summary>The place of the first delivery whose tag is not below <paramref name="tag"/>.</summary>
    private int IndexOf(ulong tag)
    {
        if (used == 0 || tag <= At(0).Tag)
            return 0;
        // Tags rise by one unless the ring was packed: the first guess is right.
        var guess = tag - At(0).Tag;
        if (guess < (ulong)used && At((int)guess).Tag == tag)
            return (int)guess;
        int low = 0, high = used;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (At(middle).Tag < tag)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private void MakeRoom()
    {
        var isDense = Count >= ring.Length / 2;
        var grown = new UnackedMessage[isDense ? Math.Max(InitialLength, ring.Length * 2) : ring.Length];
        var kept = 0;
        for (var i = 0; i < used; i++)
        {
            if (!IsEmpty(At(i)))
                grown[kept++] = At(i);
        }
        ring = grown;
        head = 0;
        used = kept;
    }

    private void DropEmptyHead()
    {
        while (used > 0 && IsEmpty(At(0)))
        {
            head = (head + 1) & (ring.Length - 1);
            used--;
        }
    }

    private static bool IsEmpty(in UnackedMessage place) => place.Message.Queue is null;

    private ref UnackedMessage At(int index) => ref ring[(head + index) & (ring.Length - 1)];
}
