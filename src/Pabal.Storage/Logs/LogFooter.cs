namespace Pabal.Storage;

//  ┌───────────────────────┬────────┬─────────────────────┬───────┬────────────────────────┬───
//  │ payload length varint │ type 1 │ index length varint │ index │ payload length varint  │ …
//  └───────────────────────┴────────┴─────────────────────┴───────┴────────────────────────┴───
/// <summary>
/// Gathers, while a file is open, what its footer will repeat: each record's length, type and index. Where a record begins
/// follows from the lengths of those before it. A long index is not repeated.
/// </summary>
/// <remarks>Owned by whoever opens the log, then guarded by the tail's gate. The blocks are those that are written.</remarks>
internal sealed class LogFooter(LogBlockPool pool)
{
    /// <summary>The longest index that is repeated, in octets.</summary>
    public const int MaxIndexOctets = 64 * 1024;

    private const int MaxEntryHeader = (2 * VarInt.MaxLength) + 1;

    private readonly List<LogBlock> blocks = [];
    private int length;
    private uint crc;

    /// <summary>The octets of the footer's record as it stands, and of the seal behind it.</summary>
    public long SealedLength => LogRecordHeader.RecordLength(length) + LogRecordHeader.SealLength;

    /// <summary>The most octets by which a record makes the footer longer, padding included.</summary>
    public static long MaxEntryOctets(int indexLength) =>
        (MaxEntryHeader + (indexLength > MaxIndexOctets ? 0 : indexLength) + 7) & ~7L;

    public void Add(byte type, int payloadLength, ReadOnlySpan<byte> index)
    {
        Span<byte> header = stackalloc byte[MaxEntryHeader];
        var count = VarInt.Write(header, (uint)payloadLength);
        header[count++] = type;
        count += VarInt.Write(header[count..], (uint)index.Length);
        Add(header[..count]);
        if (index.Length <= MaxIndexOctets)
            Add(index);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (var block in blocks)
            pool.Return(block);
        Reset();
    }

    /// <summary>True when a footer that was read says what this one would.</summary>
    public bool Equals(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != length)
            return false;
        for (var i = 0; i < blocks.Count; i++)
        {
            var part = blocks[i].Octets.AsSpan(0, blocks[i].Length)[(i == 0 ? LogRecordHeader.Length : 0)..];
            if (!payload.StartsWith(part))
                return false;
            payload = payload[part.Length..];
        }
        return true;
    }

    /// <summary>Appends the footer to its file, and begins that of the next.</summary>
    public void MoveTo(LogBlocks destination, LogFile file, long logId, LogPosition syncedEnd)
    {
        new LogRecordHeader(length, length, crc, syncedEnd, LogRecordHeader.Footer)
            .Write(blocks[0].Octets, logId, file.End);
        foreach (var block in blocks)
            destination.Add(file, block);
        Reset();
    }

    private void Add(ReadOnlySpan<byte> octets)
    {
        length += octets.Length;
        crc = Crc32C.Extend(crc, octets);
        while (!octets.IsEmpty)
        {
            if (blocks.Count == 0 || blocks[^1].Room == 0)
                Start();
            octets = octets[blocks[^1].Add(octets)..];
        }
    }

    private void Start()
    {
        var block = pool.Rent();
        // The record's header is written when the file ends.
        if (blocks.Count == 0)
            block.Length = LogRecordHeader.Length;
        blocks.Add(block);
    }

    private void Reset()
    {
        blocks.Clear();
        length = 0;
        crc = 0;
    }
}
