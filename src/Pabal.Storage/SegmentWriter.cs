namespace Pabal.Storage;

/// <summary>Appends records to an open segment. Owned by whoever rented it from the store, until it is given back.</summary>
public sealed class SegmentWriter
{
    private readonly SegmentStore store;
    private Segment segment;
    private int offset;
    private int written;

    internal SegmentWriter(SegmentStore store)
    {
        this.store = store;
        segment = store.OpenSegment();
    }

    /// <summary>Reserves a record, with one reference to it. Its octets are undefined until they are written.</summary>
    /// <param name="length">In octets. Above <see cref="SegmentStore.MaxContiguousLength"/> it spans segments.</param>
    public SegmentPosition Reserve(int length)
    {
        if (length > SegmentStore.MaxContiguousLength)
            return store.ReserveChain();
        if (offset + length > Segment.Size)
            Roll();
        var position = new SegmentPosition(segment.Index, offset);
        offset += length;
        written++;
        return position;
    }

    /// <summary>Starts the segment anew when all its records are gone: a busy writer stays on memory that is in the cache.</summary>
    internal void Rewind()
    {
        if (written == 0 || !segment.IsDrained(written))
            return;
        segment.Open();
        segment.Poison();
        offset = 0;
        written = 0;
    }

    private void Roll()
    {
        store.Seal(segment, written);
        segment = store.OpenSegment();
        offset = 0;
        written = 0;
    }
}
