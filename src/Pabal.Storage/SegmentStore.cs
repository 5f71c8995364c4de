namespace Pabal.Storage;

/// <summary>
/// Records in memory, in fixed-size segments that are reused as soon as no record in them is referred to. Costs no
/// managed object per record.
/// </summary>
/// <remarks>
/// Reading, writing and releasing records take no lock; <c>gate</c> guards the directory's growth, the free segments and
/// the idle writers. A record is read only by those who hold a reference to it.
/// </remarks>
public sealed class SegmentStore
{
    /// <summary>The longest record, in octets, that is one span of memory.</summary>
    public const int MaxContiguousLength = Segment.Size / 2;

    private const int MaxFreeSegments = 64;

    private readonly Lock gate = new();
    private readonly Stack<Segment> free = new();
    private readonly Stack<int> freeIndexes = new();
    private readonly Stack<SegmentWriter> idleWriters = new();
    private Segment[] directory = new Segment[64];
    private readonly Action<long>? observer;
    private int indexCount;
    private long bytesInUse;

    /// <param name="observer">Told <see cref="BytesInUse"/> whenever it changes; called under a lock, so it must be quick.</param>
    public SegmentStore(Action<long>? observer = null) => this.observer = observer;

    /// <summary>Octets of all segments that hold, or may soon hold, records.</summary>
    public long BytesInUse => Volatile.Read(ref bytesInUse);

    internal int FreeSegmentCount
    {
        get
        {
            lock (gate)
                return free.Count;
        }
    }

    /// <summary>A writer for the caller alone; to be given back after each batch, so that few segments are open.</summary>
    public SegmentWriter RentWriter()
    {
        lock (gate)
        {
            if (!idleWriters.TryPop(out var writer))
                return new SegmentWriter(this);
            writer.Rewind();
            return writer;
        }
    }

    public void ReturnWriter(SegmentWriter writer)
    {
        lock (gate)
            idleWriters.Push(writer);
    }

    /// <summary>Writes at <paramref name="at"/> octets after the record's beginning; only for the one who reserved it.</summary>
    public void Write(SegmentPosition position, int at, ReadOnlySpan<byte> octets)
    {
        var head = directory[position.Segment];
        var from = position.Offset + at;
        while (from + octets.Length > Segment.Size)
        {
            var inSegment = from % Segment.Size;
            var part = Math.Min(octets.Length, Segment.Size - inSegment);
            octets[..part].CopyTo(Part(head, from / Segment.Size).Slice(inSegment, part));
            octets = octets[part..];
            from += part;
            if (octets.IsEmpty)
                return;
        }
        octets.CopyTo(head.Slice(from, octets.Length));
    }

    /// <summary>A record of at most <see cref="MaxContiguousLength"/> octets, or the beginning of a longer one.</summary>
    public Span<byte> Read(SegmentPosition position, int length)
    {
        var offset = position.Offset;
        return directory[position.Segment].Slice(offset, Math.Min(length, Segment.Size - offset));
    }

    /// <summary>The octets from <paramref name="at"/> on, at most <paramref name="length"/>, that lie in one piece.</summary>
    public ReadOnlySpan<byte> Read(SegmentPosition position, int at, int length)
    {
        var from = position.Offset + at;
        var inSegment = from % Segment.Size;
        return Part(directory[position.Segment], from / Segment.Size)
            .Slice(inSegment, Math.Min(length, Segment.Size - inSegment));
    }

    public void AddReferences(SegmentPosition position, int count) => directory[position.Segment].AddReferences(count);

    /// <summary>Gives up <paramref name="count"/> references to records that lie in the segment of this one.</summary>
    public void Release(SegmentPosition position, int count)
    {
        var segment = directory[position.Segment];
        if (segment.Release(count))
            Recycle(segment);
    }

    internal Segment OpenSegment()
    {
        lock (gate)
        {
            var segment = Take();
            segment.Index = freeIndexes.TryPop(out var index) ? index : indexCount++;
            if (segment.Index == directory.Length)
                Array.Resize(ref directory, directory.Length * 2);
            directory[segment.Index] = segment;
            return segment;
        }
    }

    internal void Seal(Segment segment, int written)
    {
        if (segment.Seal(written))
            Recycle(segment);
    }

    /// <summary>A record with segments of its own; the further ones come as they are written to.</summary>
    internal SegmentPosition ReserveChain()
    {
        var head = OpenSegment();
        head.Continuations = [];
        head.Seal(written: 1);
        return new SegmentPosition(head.Index, 0);
    }

    private Segment Part(Segment head, int index)
    {
        if (index == 0)
            return head;
        var continuations = head.Continuations!;
        while (continuations.Count < index)
        {
            lock (gate)
                continuations.Add(Take());
        }
        return continuations[index - 1];
    }

    private Segment Take()
    {
        // Counted only when it is there: the system may have no memory for another.
        if (free.TryPop(out var segment))
            segment.Open();
        else
            segment = new Segment();
        Count(Segment.Size);
        return segment;
    }

    private void Recycle(Segment segment)
    {
        var continuations = segment.Continuations ?? [];
        segment.Continuations = null;
        segment.Poison();
        foreach (var continuation in continuations)
            continuation.Poison();
        lock (gate)
        {
            freeIndexes.Push(segment.Index);
            segment.Index = -1;
            foreach (var continuation in continuations)
                Put(continuation);
            Put(segment);
        }
    }

    private void Count(int octets)
    {
        bytesInUse += octets;
        observer?.Invoke(bytesInUse);
    }

    private void Put(Segment segment)
    {
        Count(-Segment.Size);
        if (free.Count < MaxFreeSegments)
            free.Push(segment);
        else
            segment.Dispose();
    }
}
