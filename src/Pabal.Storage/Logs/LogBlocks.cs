namespace Pabal.Storage;

/// <summary>What was appended and waits to be written. Guarded by the tail's gate.</summary>
internal sealed class LogBlocks(LogBlockPool pool)
{
    private List<LogBlock> waiting = [];
    private LogBlock? tail;
    private long waitingOctets;

    /// <summary>Octets; may be read without the gate.</summary>
    public long WaitingOctets => Volatile.Read(ref waitingOctets);

    /// <summary>Adds octets behind those of the file that were added before.</summary>
    public void Add(LogFile file, ReadOnlySpan<byte> octets)
    {
        waitingOctets += octets.Length;
        while (!octets.IsEmpty)
        {
            if (tail is null || tail.Room == 0)
                Start(file);
            var part = tail!.Add(octets);
            file.Octets += part;
            octets = octets[part..];
        }
    }

    /// <summary>Adds octets that the caller writes before it leaves the gate, in one piece.</summary>
    /// <param name="file">The one that was added to before.</param>
    /// <param name="length">At most <see cref="LogBlock.Size"/>.</param>
    public Span<byte> Add(LogFile file, int length)
    {
        if (tail is null || tail.Room < length)
            Start(file);
        var place = tail!.Octets.AsSpan(tail.Length, length);
        tail.Length += length;
        waitingOctets += length;
        file.Octets += length;
        return place;
    }

    /// <summary>Adds octets from segments.</summary>
    public void Add(LogFile file, SegmentStore store, in SegmentRange range)
    {
        for (var at = 0; at < range.Length;)
        {
            var part = store.Read(range.Position, at, range.Length - at);
            Add(file, part);
            at += part.Length;
        }
    }

    /// <summary>Adds a block that was filled elsewhere, and is not to be used there any more.</summary>
    public void Add(LogFile file, LogBlock block)
    {
        Finish();
        Place(block, file);
        waitingOctets += block.Length;
        file.Octets += block.Length;
        waiting.Add(block);
    }

    /// <summary>Says that what was added last ends its file.</summary>
    public void EndFile()
    {
        tail!.EndsFile = true;
        Finish();
    }

    /// <summary>Takes all that waits, in order.</summary>
    /// <param name="empty">Where the next gathers.</param>
    public List<LogBlock> Take(List<LogBlock> empty)
    {
        Finish();
        var taken = waiting;
        waiting = empty;
        return taken;
    }

    /// <summary>Takes a block back that has been written.</summary>
    public void Return(LogBlock block)
    {
        waitingOctets -= block.Length;
        pool.Return(block);
    }

    private void Start(LogFile file)
    {
        Finish();
        tail = pool.Rent();
        Place(tail, file);
    }

    private void Finish()
    {
        if (tail is null)
            return;
        waiting.Add(tail);
        tail = null;
    }

    private static void Place(LogBlock block, LogFile file)
    {
        block.File = file;
        block.Offset = file.Octets;
    }
}
