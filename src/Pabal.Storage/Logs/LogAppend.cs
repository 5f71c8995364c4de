namespace Pabal.Storage;

/// <summary>
/// A record to be appended: an index, which recovery shows again, and a body behind it, which is read only where somebody
/// asks for it. The body is gathered from where it lies.
/// </summary>
public readonly ref struct LogAppend
{
    /// <summary>1 to 253: the owner's word for what is in it.</summary>
    public byte Type { get; init; }

    /// <summary>What recovery needs to know of the record. Files repeat it at their end, so it should be short.</summary>
    public ReadOnlySpan<byte> Index { get; init; }

    /// <summary>The body, or its beginning when there are ranges, too.</summary>
    public ReadOnlySpan<byte> Octets { get; init; }

    /// <summary>Where the ranges lie; needed when there are any.</summary>
    public SegmentStore? Store { get; init; }

    /// <summary>The body's parts, one behind the other.</summary>
    public ReadOnlySpan<SegmentRange> Body { get; init; }

    /// <summary>Items that are live in the record's file from now on, as by <see cref="Log.AddLive"/>.</summary>
    public int LiveCount { get; init; }

    /// <summary>Octets of them.</summary>
    public long LiveOctets { get; init; }

    internal long PayloadLength
    {
        get
        {
            var length = (long)Index.Length + Octets.Length;
            foreach (ref readonly var range in Body)
                length += range.Length;
            return length;
        }
    }

    internal void CopyTo(Span<byte> payload)
    {
        Index.CopyTo(payload);
        payload = payload[Index.Length..];
        Octets.CopyTo(payload);
        payload = payload[Octets.Length..];
        foreach (var run in new SegmentRuns(Body))
        {
            for (var at = 0; at < run.Length;)
            {
                var part = Store!.Read(run.Position, at, run.Length - at);
                part.CopyTo(payload);
                payload = payload[part.Length..];
                at += part.Length;
            }
        }
    }

    internal uint Checksum()
    {
        var crc = Crc32C.Extend(Crc32C.Compute(Index), Octets);
        foreach (var run in new SegmentRuns(Body))
        {
            for (var at = 0; at < run.Length;)
            {
                var part = Store!.Read(run.Position, at, run.Length - at);
                crc = Crc32C.Extend(crc, part);
                at += part.Length;
            }
        }
        return crc;
    }
}
